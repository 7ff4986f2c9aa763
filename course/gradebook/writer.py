"""Reports into nbgrader's gradebook: grades, autograded notebooks, feedback, a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from nbformat import NotebookNode
from nbgrader.api import InvalidEntry
from sqlalchemy.exc import SQLAlchemyError

from course.errors import MissingInput
from course.gradebook.autograded import autograded
from course.gradebook.database import Database, NotWritten, said, transaction
from course.gradebook.feedback import feedback_page
from course.gradebook.folder import CONFIGURATION, Folder
from course.gradebook.grades import Grades, late_penalty
from course.gradebook.notebook_file import file_of
from course.gradebook.noted import Noted, note
from course.gradebook.replaced import Replaced
from course.gradebook.source import find_source
from course.model import Assignment, Report, Status
from course.submission import Submission

_BATCH = 16
"""Submissions in one transaction: a commit costs about as much as one submission."""
_ID_LENGTH = 128
"""As long as a student's id can be in the gradebook."""


@dataclass(frozen=True, slots=True)
class _Graded:
    """A notebook on its way into the gradebook."""

    student: str
    status: Status
    notebook: NotebookNode
    noted: Noted
    handed_in: datetime | None


class GradebookWriter:
    """Takes each report as it comes; a batch of them is in the gradebook wholly or not at all.

    Used as a context manager: its end writes what is left.
    """

    def __init__(
        self,
        address: str,
        paths: Sequence[Path],
        assignment: Assignment,
        submissions: Sequence[Submission],
    ) -> None:
        """Open the gradebook; raise MissingInput where it, or the nbgrader folder, is not there.

        `address` is a URL or the path of an SQLite file; `paths` are what is graded.
        """
        self._database = Database(address)
        self._assignment = assignment
        self._submissions = {submission.name: submission for submission in submissions}
        for name in self._submissions:
            if len(name) > _ID_LENGTH:
                raise MissingInput(
                    f"'{name}' is longer than {_ID_LENGTH} characters, too long for a student's "
                    "id in the gradebook. Rename it."
                )
        root = _folder(self._database.file, paths, assignment.name)
        self._folder = Folder(root, assignment.name, self._database.url)
        self._gradebook = self._database.open(self._folder.directory.course_id)
        try:
            self._source = find_source(self._folder, self._database, self._gradebook, assignment)
        except SQLAlchemyError as error:
            raise MissingInput(
                f"The gradebook '{self._database.place}' cannot be used: {said(error)}."
            ) from error
        self._penalty = late_penalty(self._folder.app)
        self._waiting: list[_Graded] = []
        self.count = 0
        """Submissions that are in the gradebook."""

    def add(self, report: Report) -> None:
        """Take one report; raise NotWritten where the gradebook does not take its batch."""
        name = report.submission
        notebook = autograded(self._submissions[name], report, self._source)
        noted = note(notebook, self._assignment, report)
        handed_in = self._folder.handed_in_at(name)
        self._waiting.append(_Graded(name, report.status, notebook, noted, handed_in))
        if len(self._waiting) == _BATCH:
            self._write()

    def told(self) -> str:
        """What was recorded, and where."""
        submissions = "1 submission is" if self.count == 1 else f"{self.count} submissions are"
        return (
            f"{submissions} in the gradebook '{self._database.place}'. Notebooks and feedback for "
            f"the formgrader are in '{self._folder.root}'."
        )

    def close(self) -> None:
        """Write what is left, and let go of the gradebook."""
        try:
            if self._waiting:
                self._write()
        finally:
            self._gradebook.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self) -> None:
        batch, self._waiting = self._waiting, []
        replaced = Replaced(self._folder.root)
        try:
            for graded in batch:
                self._make_autograded(graded, replaced)
            with transaction(self._gradebook):
                grades = Grades(self._gradebook, self._assignment.name, self._penalty)
                for graded in batch:
                    self._record(graded, grades, replaced)
                replaced.put()
        except (SQLAlchemyError, InvalidEntry, OSError) as error:
            replaced.back()
            raise NotWritten(self._database.place, error, self.count) from error
        except BaseException:
            replaced.back()
            raise
        replaced.keep()
        self.count += len(batch)

    def _make_autograded(self, graded: _Graded, replaced: Replaced) -> None:
        made = replaced.new(self._folder.autograded(graded.student))
        self._folder.copy_beside(graded.student, made)
        (made / f"{self._assignment.name}.ipynb").write_bytes(file_of(graded.notebook))
        self._folder.set_permissions(made, self._folder.autograded_permissions)

    def _record(self, graded: _Graded, grades: Grades, replaced: Replaced) -> None:
        name = self._assignment.name
        about = {"assignment": name, "student": graded.student}
        sums = grades.record(graded.student, graded.notebook, graded.handed_in, graded.status)
        page = feedback_page(graded.notebook, about | sums, graded.noted)
        made = replaced.new(self._folder.feedback(graded.student))
        self._folder.copy_of_the_exchange(graded.student, made)
        (made / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
        self._folder.set_permissions(made, self._folder.feedback_permissions)


def _folder(file: Path | None, paths: Sequence[Path], assignment: str) -> Path:
    """The nbgrader folder: the gradebook's own, else the nearest above what is graded."""
    starts = [file.parent] if file else []
    starts += [folder for path in paths for folder in (path.absolute(), *path.absolute().parents)]
    for folder in starts:
        if (folder / CONFIGURATION).is_file() or (folder / "source" / assignment).is_dir():
            return folder
    near = [f"'{path}'" for path in ((file,) if file else ()) + tuple(paths)]
    raise MissingInput(
        f"No nbgrader folder for '{assignment}' at {', '.join(near)} or above: neither "
        f"'{CONFIGURATION}' nor 'source/{assignment}/' is there. "
        f"Make it with: course generate {assignment} --out DIR"
    )
