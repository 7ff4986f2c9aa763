"""The folder of pages: feedback/<student>.html to hand out, index.html for the instructor.

Pages of an earlier run are replaced, each at once and whole; a file that is not a page of ours
stops everything before anything is graded. Pages of students who are no longer there stay.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from course.errors import InTheWay, MissingInput
from course.model import Assignment, Report
from course.reports.class_page import class_page
from course.reports.feedback import feedback_page
from course.reports.page_names import page_names
from course.reports.render import MARKER

INDEX = "index.html"
_FOLDER = "feedback"


class Pages:
    """Writes each report's page as it comes, and the class page at the end."""

    def __init__(self, out: Path, assignment: Assignment, submissions: Sequence[str]) -> None:
        self._out = out
        self._assignment = assignment
        self._pages = {name: f"{_FOLDER}/{page}" for name, page in page_names(submissions).items()}
        self._reports: list[Report] = []
        in_the_way = [
            path
            for path in (out / INDEX, *(out / page for page in self._pages.values()))
            if os.path.lexists(path) and not _is_ours(path)
        ]
        if in_the_way:
            raise InTheWay(in_the_way)
        try:
            (out / _FOLDER).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MissingInput(
                f"Cannot make the folder '{out / _FOLDER}': {error.strerror}. "
                "Name another with --out."
            ) from error

    def add(self, report: Report) -> None:
        """Write the student's page."""
        self._reports.append(report)
        page = feedback_page(report, self._assignment)
        _write(self._out / self._pages[report.submission], page)

    def close(self) -> None:
        """Write the class page over what was added."""
        page = class_page(self._reports, self._assignment, self._pages)
        _write(self._out / INDEX, page)


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return MARKER in file.read(2000)
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f".{os.getpid()}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
