"""What the exchange collects: the students' files, and nothing that their links lead to."""

import glob
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from course.gradebook.reading import links


class Collect(ExchangeCollect):  # type: ignore[misc] # nbgrader has no types
    """nbgrader's own, which follows links with the rights of whoever collects.

    A submission in the exchange is still its student's folder: a link put there later would bring
    the gradebook, or a classmate's work, among the student's files.
    """

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission without its links."""
        before = self.coursedir.ignore
        folder = Path(src)
        found = links(folder, is_link=folder.is_symlink())
        names = {glob.escape(path.name) for path in found}
        if names:
            self.log.warning("Links in '%s' are left out.", src)
        self.coursedir.ignore = [*before, *sorted(names)]
        try:
            super().do_copy(src, dest, log)
        finally:
            self.coursedir.ignore = before
