"""An nbgrader course folder: its configuration, and where a student's files stand in it."""

import logging
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from nbgrader.apps import NbGrader
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files, parse_utc

from course.errors import MissingInput

CONFIGURATION = "nbgrader_config.py"
TIMESTAMP = "timestamp.txt"
_SECRET = "submission_secret.txt"  # noqa: S105 - a file's name


class _Settings(NbGrader):  # type: ignore[misc] # nbgrader has no types
    """nbgrader's configuration, read as each of its commands reads it."""

    load_cwd_config = False

    def init_syspath(self) -> None:
        """Leave the working folder off the import path: students' files may lie there."""


class Folder:
    """One assignment in an nbgrader course folder, as its nbgrader_config.py has it."""

    def __init__(self, root: Path, assignment: str, db_url: str) -> None:
        self.root, self.assignment = root.resolve(), assignment
        app = _Settings(raise_config_file_errors=True)
        app.log.setLevel(logging.CRITICAL)  # what went wrong stands in the class table
        try:
            app.initialize([], root=str(self.root))
        except (Exception, SystemExit) as error:
            raise MissingInput(f"'{root / CONFIGURATION}' cannot be read: {error}.") from None
        app.log.setLevel(logging.CRITICAL)
        self.app = app
        self.directory: CourseDirectory = app.coursedir
        self.directory.db_url = db_url
        self.directory.assignment_id = assignment
        self._autograde = Autograde(coursedir=self.directory, parent=app)
        self._feedback = GenerateFeedback(coursedir=self.directory, parent=app)

    @property
    def source(self) -> Path:
        """The instructor's files."""
        return self._path(self.directory.source_directory, ".")

    @property
    def notebook(self) -> Path:
        """The instructor's notebook, which students' are made from."""
        return self.source / f"{self.assignment}.ipynb"

    def submitted(self, student: str) -> Path:
        """Where nbgrader has what a student handed in; it need not be there."""
        return self._path(self.directory.submitted_directory, student)

    def autograded(self, student: str) -> Path:
        """Where the formgrader looks for a student's notebook."""
        return self._path(self.directory.autograded_directory, student)

    def feedback(self, student: str) -> Path:
        """Where nbgrader looks for a student's page."""
        return self._path(self.directory.feedback_directory, student)

    def handed_in_at(self, student: str) -> datetime | None:
        """When a student handed in, in UTC; None without a timestamp that is a time."""
        if TIMESTAMP not in map(str, self._handed_in(student)):
            return None
        text = (self.submitted(student) / TIMESTAMP).read_bytes().decode("utf-8", "replace")
        try:
            time: datetime = parse_utc(text.strip())
        except (ValueError, OverflowError):
            return None
        return time

    def copy_beside(self, student: str, target: Path) -> None:
        """Copy what lies beside a notebook: the student's files, the instructor's over them."""
        for name in self._handed_in(student):
            _copy(self.submitted(student) / name, target / name)
        kept = self._autograde.exclude_overwriting.get(self.assignment, [])
        for name in self._beside(self.source):
            if str(name) not in kept:
                _copy(self.source / name, target / name)

    def copy_of_the_exchange(self, student: str, target: Path) -> None:
        """Copy the files of a submission that nbgrader needs beside the feedback it releases."""
        for name in self._handed_in(student):
            if str(name) in (TIMESTAMP, _SECRET):
                _copy(self.submitted(student) / name, target / name)

    @property
    def autograded_permissions(self) -> int:
        """Those that nbgrader gives an autograded file."""
        return int(str(self._autograde.permissions), 8)

    @property
    def feedback_permissions(self) -> int:
        """Those that nbgrader gives a feedback page."""
        return int(str(self._feedback.permissions), 8)

    def set_permissions(self, folder: Path, permissions: int) -> None:
        """Set those of every file in a folder."""
        for path in folder.rglob("*"):
            if path.is_file():
                path.chmod(permissions)

    def _handed_in(self, student: str) -> Iterator[Path]:
        """Names of the files beside a student's notebook; links are not followed."""
        folder = self.submitted(student)
        if not (folder.is_symlink() or folder.parent.is_symlink()):
            yield from self._beside(folder)

    def _beside(self, folder: Path) -> Iterator[Path]:
        for path in map(Path, find_all_files(str(folder), [*self.directory.ignore, "*.ipynb"])):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder)

    def _path(self, step: str, student: str) -> Path:
        return Path(self.directory.format_path(step, student, self.assignment))


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
