"""The folder that a submission's code runs in, with the files that lay beside it.

Only the grader process writes here; a jail's child sees it read-only, and one submission's files
are gone before the next one's come.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from course.errors import CouldNotGrade
from course.submission import Beside


class WorkingFolder:
    """A folder for one submission after another."""

    def __init__(self) -> None:
        """Make it, empty; as root, for nobody to read, whom a jail's child becomes."""
        self.path = Path(tempfile.mkdtemp(prefix="course-beside-"))
        self.empty = True
        if sys.platform == "linux" and os.geteuid() == 0:
            from course.worker.capabilities import NOBODY  # Linux alone has what it looks up

            with suppress(OSError):  # in a container there may be no such group
                os.chown(self.path, 0, NOBODY)
            self.path.chmod(0o750)

    def put(self, beside: Sequence[Beside]) -> None:
        """Hold these files and no others; raise CouldNotGrade where they cannot be written."""
        if not self.empty:
            for path in self.path.iterdir():
                path.unlink()
        self.empty = not beside
        lay_out(self.path, beside)

    def remove(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.path, ignore_errors=True)


def lay_out(folder: Path, beside: Sequence[Beside]) -> None:
    """Write files into a folder; raise CouldNotGrade where that fails."""
    try:
        for file in beside:
            path = folder / file.name
            path.write_bytes(file.data)
            path.chmod(0o444)  # whatever the caller's umask is
    except OSError as error:
        raise CouldNotGrade(
            f"The files beside the submission could not be copied: {error.strerror}."
        ) from error
