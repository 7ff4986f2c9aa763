"""Submissions whose mistake nobody has described yet, kept apart for the exercise's author.

    DIR/undiagnosed/<exercise>/<student>/<assignment>.py    (or .ipynb, as it was handed in)

Each folder of an exercise is a class that `course grade` and `course audit --submissions` read. A
student is there whose function can be called on the examples and fails a hidden test, and whose
mistake has no name. Grading again brings the students that it grades up to date.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from course.errors import InTheWay, MissingInput
from course.model import Assignment, Report, Status
from course.reports.page_names import page_names
from course.submission import Source, Submission

FOLDER = "undiagnosed"


class Undiagnosed:
    """Keeps each submission as its report comes."""

    def __init__(
        self, out: Path, assignment: Assignment, submissions: Sequence[Submission]
    ) -> None:
        self._folder = out / FOLDER
        self._assignment = assignment.name
        self._sources: Mapping[str, Source | None] = {
            submission.name: submission.source for submission in submissions
        }
        self._names = {
            name: page.removesuffix(".html") for name, page in page_names(self._sources).items()
        }
        if os.path.lexists(self._folder) and not self._folder.is_dir():
            raise InTheWay([self._folder])

    def add(self, report: Report) -> None:
        """Keep the submission with each exercise that has no diagnosis, and with no other."""
        source = self._sources[report.submission]
        if source is None or report.status is Status.ERROR:
            return
        for exercise in report.exercises:
            folder = self._folder / exercise.name / self._names[report.submission]
            for kind in ("py", "ipynb"):
                with suppress(OSError):  # seldom there; and what cannot be removed may stay
                    (folder / f"{self._assignment}.{kind}").unlink()
            if exercise.undiagnosed:
                _write(folder / f"{self._assignment}.{source.kind}", source.data)
            else:
                with suppress(OSError):  # seldom there, or it holds files of somebody else's
                    folder.rmdir()


def _write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f".{os.getpid()}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        raise MissingInput(f"Cannot write '{path}': {error.strerror}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
