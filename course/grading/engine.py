"""Grades a class: grader processes side by side, reports in order of input.

A grader process is a fresh `python -m course.grading.slot`, never a fork of the caller: a notebook
server or a thread pool can call `grade`.
"""

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import cast

from course.errors import CouldNotGrade, NotIsolated
from course.grading.secret import VARIABLE, read_secret
from course.grading.setup import Setup
from course.isolation import LAYERS
from course.model import Assignment, Course, Report, Status
from course.submission import Submission
from course.worker.process import Limits

_GRACE_SECONDS = 60.0
"""For a grader process to start and to judge, beyond what the student's code may take."""
_WATCH_SECONDS = 0.5
"""So often is looked who is late."""
_END_SECONDS = 5.0
_RENEWED = 5000
"""Submissions after which a fresh grader process takes over, whatever the old one has gathered.

A start costs about 1 s of CPU, so this comes to a fifth of a millisecond a submission.
"""
_AHEAD = 200
"""So many submissions earlier the fresh one is started, to be ready when its turn comes."""


def grade(
    course: Course,
    assignment: Assignment,
    submissions: Sequence[Submission],
    *,
    jobs: int = 1,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    sandbox: str = "auto",
    layers: Sequence[str] = LAYERS,
) -> Iterator[Report]:
    """Grade submissions, `jobs` at a time; each report comes as soon as the order of input allows.

    The grader processes start at once, and get ready while the caller does something else. Closing
    the iterator ends every process that it started. A grader process that dies is
    replaced and its submission tried once more; then its report has no score, and says why.
    Raises NotIsolated where fewer layers hold than `sandbox` asks for (see `course.isolation`);
    `layers` leaves some out, to see what the others do alone.
    """
    count = max(1, min(jobs, len(submissions)))
    opened = graders(course, assignment, count=count, limits=limits, sandbox=sandbox, layers=layers)
    started = _started(opened, submissions, count)
    next(started)  # what is begun is also ended when the iterator is closed
    return cast("Iterator[Report]", started)


def _started(
    opened: AbstractContextManager["Graders"], submissions: Sequence[Submission], count: int
) -> Iterator[Report | None]:
    """None once the processes are started, then the reports."""
    with opened as slots:
        pool = ThreadPoolExecutor(count, thread_name_prefix="course-slot")
        try:
            slots.start()
            yield None
            line = _Line(submissions)
            for _ in range(count):
                pool.submit(line.work, slots)
            for future in line.futures:
                yield future.result()
        except BaseException:
            slots.kill()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Line:
    """Submissions in line; who grades one has the next one ready meanwhile."""

    def __init__(self, submissions: Sequence[Submission]) -> None:
        self.futures: list[Future[Report]] = [Future() for _ in submissions]
        self._left = deque(zip(submissions, self.futures, strict=True))
        self._ready: deque[tuple[Submission, Future[Report]]] = deque()
        """Those that a grader process makes ready; one that is free takes even them."""
        self._lock = threading.Lock()

    def work(self, slots: "Graders") -> None:
        """Grade until nothing is left."""
        following = None
        while True:
            with self._lock:
                if following and following in self._ready:
                    self._ready.remove(following)
                    submission, future = following
                elif self._left or self._ready:
                    submission, future = (self._left or self._ready).popleft()
                else:
                    return
                following = self._left.popleft() if self._left else None
                if following:
                    self._ready.append(following)
            try:
                # With files beside it, it cannot be made ready, and need not be sent twice.
                ready = following[0] if following and not following[0].beside else None
                future.set_result(slots.grade(submission, ready))
            except BaseException as error:
                future.set_exception(error)


@contextmanager
def graders(
    course: Course,
    assignment: Assignment,
    *,
    count: int = 1,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    sandbox: str = "auto",
    layers: Sequence[str] = LAYERS,
) -> Iterator["Graders"]:
    """So many grader processes, for submissions that come by and by; what `grade` works with."""
    setup = Setup(course, assignment, limits, read_secret(course.root), sandbox, layers)
    # Ours, so that it goes even where a grader process had to be killed and left something.
    scratch = tempfile.TemporaryDirectory(prefix="course-grading-", ignore_cleanup_errors=True)
    os.chmod(scratch.name, 0o711)  # noqa: PTH101, S103 - nobody may pass through, to one folder
    slots = Graders(setup, count, scratch.name)
    try:
        yield slots
    finally:
        slots.close()
        scratch.cleanup()


class Graders:
    """Grader processes, each used by one thread at a time."""

    def __init__(self, setup: Setup, count: int, scratch: str) -> None:
        self._setup = setup
        self._all = [_Slot(setup, scratch) for _ in range(count)]
        self._free: queue.SimpleQueue[_Slot] = queue.SimpleQueue()
        for slot in self._all:
            self._free.put(slot)
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._kill_late, name="course-watch", daemon=True)
        self._watch.start()

    def grade(self, submission: Submission, following: Submission | None = None) -> Report:
        """Grade one submission in a free slot, which makes the one ready that is to follow."""
        slot = self._free.get()
        reason = ""
        try:
            for _ in range(2):
                try:
                    return slot.grade(submission, following)
                except NotIsolated:
                    raise
                except CouldNotGrade as error:
                    reason, following = str(error), None
        finally:
            self._free.put(slot)
        return Report(
            submission.name,
            self._setup.assignment.name,
            Status.ERROR,
            flags=submission.flags,
            reason=reason,
        )

    def start(self) -> None:
        """Start every process; without it each starts with its first submission."""
        for slot in self._all:
            slot.start()

    def kill(self) -> None:
        """End every process now."""
        for slot in self._all:
            slot.stop()
        for slot in self._all:
            slot.kill()

    def close(self) -> None:
        """Let every process come to its end."""
        self._closed.set()
        self._watch.join()
        for slot in self._all:
            slot.close()

    def _kill_late(self) -> None:
        # One thread for all: a timer for each submission takes longer to start than to hand it in.
        while not self._closed.wait(_WATCH_SECONDS):
            for slot in self._all:
                slot.kill_late()


class _Slot:
    """One grader process, started when it is first needed and again when it died or grew old."""

    def __init__(self, setup: Setup, scratch: str) -> None:
        self._setup, self._scratch = setup, scratch
        self._process: subprocess.Popen[bytes] | None = None
        self._fresh: subprocess.Popen[bytes] | None = None
        """The next one, while it gets ready."""
        self._retired: list[subprocess.Popen[bytes]] = []
        """Those that have been told that there is no more."""
        self._given = 0
        """Submissions that the process was given."""
        self._at_work: tuple[subprocess.Popen[bytes], float] | None = None
        """The process that grades, and until when it may."""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the slot
        self._lock = threading.Lock()
        self._killed = False

    def grade(self, submission: Submission, following: Submission | None) -> Report:
        """Grade one submission; raise CouldNotGrade where the process dies over it."""
        limits = self._setup.limits
        process = self._started()
        if self._given >= _RENEWED:
            following = None  # another process will grade it
        patience = limits.load_seconds + limits.submission_seconds + _GRACE_SECONDS
        self._at_work = process, time.monotonic() + patience
        try:
            assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - for mypy
            pickle.dump((submission, following), process.stdin)
            process.stdin.flush()
            answer: Report | NotIsolated = pickle.load(process.stdout)  # noqa: S301 - our own slot's
        except (OSError, EOFError, pickle.UnpicklingError):
            raise CouldNotGrade(self._last_words(process)) from None
        finally:
            self._at_work = None
        if isinstance(answer, NotIsolated):
            raise answer
        return answer

    def kill_late(self) -> None:
        """End the process where it has taken longer over a submission than it ever should."""
        at_work = self._at_work
        if at_work and time.monotonic() > at_work[1]:
            at_work[0].kill()

    def start(self) -> None:
        """Start the process, before it is needed."""
        with self._lock:
            self._process = self._process or self._start()

    def stop(self) -> None:
        """Ask the process to end, and let no other start."""
        with self._lock:
            self._killed = True
            for process in self._running():
                process.terminate()

    def kill(self) -> None:
        """End the process, which was asked to."""
        with self._lock:
            for process in self._running():
                _end(process)

    def close(self) -> None:
        """Close the pipe and wait for the process to end."""
        with self._lock:
            self._killed = True
            processes = self._running()
            self._process = self._fresh = None
        for process in processes:
            _close_pipes(process)
        for process in processes:
            _end(process, wait_first=True)
        self._errors.close()

    def _running(self) -> list[subprocess.Popen[bytes]]:
        """All that may still run."""
        mine = (self._process, self._fresh, *self._retired)
        return [process for process in mine if process is not None]

    def _started(self) -> subprocess.Popen[bytes]:
        """The process for the next submission."""
        with self._lock:
            if self._killed:
                raise CouldNotGrade("Grading was stopped.")
            old = self._process
            if old is not None and (self._given >= _RENEWED or old.poll() is not None):
                _close_pipes(old)  # it ends by itself, and is waited for at the end
                self._retired = [one for one in (*self._retired, old) if one.poll() is None]
                self._process = None
            if self._process is None:
                self._process, self._fresh = self._fresh or self._start(), None
                self._given = 0
            if self._given == _RENEWED - _AHEAD:
                self._fresh = self._start()
            self._given += 1
            return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "course.grading.slot"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=slot_environment(self._scratch),
            start_new_session=True,
        )
        with suppress(OSError):
            pickle.dump(self._setup, process.stdin)  # type: ignore[arg-type]
        return process

    def _last_words(self, process: subprocess.Popen[bytes]) -> str:
        """Why the process died, as far as it said."""
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        code = process.poll()
        how = "does not answer" if code is None else f"ended with {_named(code)}"
        return f"The grader process {how}" + (f": {lines[-1][:500]}" if lines else ".")


def _end(process: subprocess.Popen[bytes], *, wait_first: bool = False) -> None:
    """End a slot; it is asked first, so that it can end its workers."""
    if wait_first and _ended(process):
        return
    process.terminate()
    if not _ended(process):
        process.kill()
        process.wait()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _named(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def slot_environment(scratch: str | None = None) -> dict[str, str]:
    """The caller's environment without the secret and without what would change pytest."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTEST_") and name != VARIABLE
    }
    ours = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OPENBLAS_NUM_THREADS": "1"}
    return kept | ours | ({"TMPDIR": scratch} if scratch else {})
