"""`python -m course.grading.slot`: a grader process, fed through its own pipe.

In: a pickled `Setup`, then pickled pairs until the pipe closes: a Submission, and the one that will
follow if any. Out: a pickled Report for each, or a NotIsolated in its place. Both ends are ours;
student code is another process away. What a grader prints goes nowhere.
"""

import os
import pickle
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from course.errors import CourseError, NotIsolated
from course.grading.setup import Setup
from course.model import Report, Status
from course.submission import Submission
from course.worker.jail import Jail

if TYPE_CHECKING:
    from course.grading.session import Session


def main() -> None:
    """Grade until there is no more."""
    signal.signal(signal.SIGTERM, _stop)
    orders, results = take_pipes()
    setup: Setup = pickle.load(orders)  # noqa: S301 - from the engine that started us
    with Jail(setup.limits, setup.layers) as jail:
        if setup.sandbox != "off":
            jail.begin()
        _grade(setup, jail, orders, results)


def _grade(setup: Setup, jail: Jail, orders: BinaryIO, results: BinaryIO) -> None:
    # Imported while the jail's zygote starts: pytest takes about as long.
    from course.grading.grader import Grader
    from course.grading.session import with_session
    from course.grading.shown import show_arrays_short

    show_arrays_short()

    def grade_all(session: "Session") -> None:
        with Grader(setup, session, jail) as grader:
            for submission, following in _submissions(orders):
                _send(results, grader.grade(submission, following))

    try:
        with_session(setup.course, setup.assignment, grade_all)
    except NotIsolated as error:
        for _ in _submissions(orders):
            _send(results, error)
    except CourseError as error:
        # The course is at fault, so nobody gets a score.
        for submission, _ in _submissions(orders):
            name, assignment = submission.name, setup.assignment.name
            _send(results, Report(name, assignment, Status.ERROR, reason=str(error)))


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our own ends of stdin and stdout, out of reach of whatever prints or reads."""
    orders, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return orders, results


def _submissions(orders: BinaryIO) -> Iterator[tuple[Submission, Submission | None]]:
    while True:
        try:
            yield pickle.load(orders)  # noqa: S301 - as above
        except EOFError:
            return


def _send(results: BinaryIO, report: Report | NotIsolated) -> None:
    pickle.dump(report, results)
    results.flush()


def _stop(*_: object) -> NoReturn:
    # pytest lets a KeyboardInterrupt through where it would take a SystemExit for a failed test.
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
