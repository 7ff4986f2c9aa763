"""Audits a course: a process an exercise, several at a time, in order of the course."""

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

from course.audit.result import AuditedExercise
from course.audit.slot import Order
from course.catalog import grader_path, solution_path
from course.errors import CouldNotAudit, CourseError, MissingInput
from course.grading.engine import slot_environment
from course.grading.references import LIMITS
from course.model import Assignment, Course
from course.worker.process import Limits


def audit(
    course: Course,
    assignments: Sequence[Assignment],
    *,
    seeds: int = 50,
    jobs: int = 1,
    limits: Limits = LIMITS,
) -> Iterator[AuditedExercise]:
    """Audit every exercise, `jobs` at a time; each comes as soon as the course's order allows.

    Closing the iterator ends every process that it started. Raises MissingInput where what an
    audit needs is not installed, and CouldNotAudit where a process dies.
    """
    if find_spec("cosmic_ray") is None:
        raise MissingInput(
            "An audit makes mutants with 'cosmic_ray', which is not installed. "
            "Run: python -m pip install 'attention-course[author]'"
        )
    orders = [
        Order(course, assignment, exercise, seeds, limits)
        for assignment in assignments
        for exercise in assignment.exercises
    ]
    processes = _Processes()
    pool = ThreadPoolExecutor(max(1, min(jobs, len(orders))), thread_name_prefix="course-audit")
    try:
        futures = [pool.submit(processes.audit, order) for order in orders]
        for future in futures:
            yield future.result()
    except BaseException:
        processes.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Processes:
    """The processes at work."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._killed = False

    def audit(self, order: Order) -> AuditedExercise:
        """Audit one exercise in a fresh process."""
        needed = [
            path(order.course, order.assignment, order.exercise)
            for path in (solution_path, grader_path)
        ]
        if not all(path.is_file() for path in needed):
            # The catalog has said so already.
            return AuditedExercise(order.assignment.name, order.exercise.name)
        with self._lock:
            if self._killed:
                raise CouldNotAudit(order.exercise.name, "the audit was stopped")
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "course.audit.slot"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=slot_environment(),
            )
            self._running.add(process)
        with process:
            told, said = process.communicate(pickle.dumps(order))
        with self._lock:
            self._running.discard(process)
        if process.returncode or not told:
            lines = said.decode("utf-8", "replace").strip().splitlines()
            last = lines[-1][:500] if lines else f"exit code {process.returncode}"
            raise CouldNotAudit(order.exercise.name, last)
        found: AuditedExercise | CourseError = pickle.loads(told)  # noqa: S301 - our own slot's
        if isinstance(found, CourseError):
            raise found
        return found

    def kill(self) -> None:
        """End every process now, and let no other start."""
        with self._lock:
            self._killed = True
            for process in self._running:
                process.kill()
