"""Processes kept from one notebook to the next: starting them takes longer than a notebook.

nbgrader makes its converters anew for every student, and the formgrader runs them in its own
server, so what is kept belongs to this process and ends when nobody has asked for a while.
"""

import atexit
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from course.catalog import find_assignment, load_course
from course.errors import CouldNotGrade, Lost
from course.grading.engine import graders
from course.isolation import LAYERS
from course.model import Report
from course.submission import Beside, Submission
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits

IDLE_SECONDS = 30.0
_FOLDERS = ("exercises", "solutions", "grader")

_Key = tuple[Path, str, str, float, float]


class Kept:
    """A grader process and the zygote of notebooks' shells, for one assignment."""

    def __init__(self, root: Path, assignment: str, sandbox: str, seconds: float) -> None:
        """Raises a CourseError where the course cannot be read."""
        course = load_course(root)
        self._sandbox, self._limits = sandbox, Limits(submission_seconds=seconds)
        self._open = ExitStack()
        with self._open:
            self.assignment = find_assignment(course, assignment)
            self._pool = self._open.enter_context(ThreadPoolExecutor(1, "course-kept"))
            self._graders = self._open.enter_context(
                graders(course, self.assignment, sandbox=sandbox)
            )
            self._graders.start()
            self._jail = self._shells(draws=False)
            self._open.callback(lambda: self._jail.close())
            self._open = self._open.pop_all()

    def start_grading(self, submission: Submission) -> "Future[Report]":
        """Grade a submission while something else is done."""
        return self._pool.submit(self._graders.grade, submission)

    def begin_shell(self, *, draws: bool) -> None:
        """Have the shells ready soon; matplotlib works in them where a notebook `draws`."""
        if draws and not self._jail.draws:
            self._jail.close()
            self._jail = self._shells(draws=True)
        self._jail.begin()

    def shell(self, beside: tuple[Beside, ...]) -> Worker:
        """A fresh shell for one notebook, with the files beside it; to be closed.

        Raises NotIsolated where layers lack, and CouldNotGrade where it does not start.
        """
        if self._sandbox != "off":
            self._jail.require(self._sandbox)
        try:
            return Worker(self._limits, start=partial(self._jail.start, beside=beside))
        except Lost as lost:
            raise CouldNotGrade(f"A notebook's shell did not start: {lost}") from lost

    def _shells(self, *, draws: bool) -> Jail:
        layers = () if self._sandbox == "off" else LAYERS
        return Jail(self._limits, layers, notebook=True, draws=draws)

    def close(self) -> None:
        """End every process."""
        self._open.close()


_lock = threading.RLock()
_kept: dict[_Key, Kept] = {}
"""One at most."""
_timers: list[threading.Timer] = []


@contextmanager
def kept(root: Path, assignment: str, sandbox: str, seconds: float) -> Iterator[Kept]:
    """The processes for an assignment, those of the last notebook where they fit."""
    key = (root.resolve(), assignment, sandbox, seconds, _changed(root))
    with _lock:
        _stop_timers()
        if key not in _kept:
            close()
            _kept[key] = Kept(root, assignment, sandbox, seconds)
        try:
            yield _kept[key]
        except BaseException:
            close()
            raise
        timer = threading.Timer(IDLE_SECONDS, close)
        timer.daemon = True
        timer.start()
        _timers.append(timer)


def close() -> None:
    """End what is kept."""
    with _lock:
        _stop_timers()
        while _kept:
            _kept.popitem()[1].close()


def _stop_timers() -> None:
    while _timers:
        _timers.pop().cancel()


def _changed(root: Path) -> float:
    """When a file of the course was last changed: then everything is started anew."""
    files = [file for name in _FOLDERS for file in (root / name).rglob("*.*")]
    return max((file.stat().st_mtime for file in files if file.suffix != ".pyc"), default=0.0)


atexit.register(close)
