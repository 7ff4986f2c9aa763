"""How long a grader process waits: little for an attack that takes all there is, long for the rest.

Sent along with what a grader process is given, and called there when that is unpickled: the limits
first, then each submission with the seconds that it may take. So an attack that can only end by
its limit does not cost ten seconds, and honest work beside it keeps its points on a busy machine.
"""

from typing import Any

from course.submission import Submission
from course.worker.process import Limits

_SECONDS = ("load_seconds", "exercise_seconds", "submission_seconds")
_kept: list[Limits] = []


class Patience(Limits):
    """Limits that `submission` changes in the process that they are sent to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _keep, (self.memory_bytes,)


def _keep(memory_bytes: int) -> Limits:
    _kept.append(Limits(memory_bytes=memory_bytes))
    return _kept[-1]


def submission(seconds: tuple[float, float, float], *fields: Any) -> Submission:
    """A submission of so many seconds: to load it, for an exercise, for all."""
    for name, value in zip(_SECONDS, seconds, strict=True):
        object.__setattr__(_kept[-1], name, value)
    return Submission(*fields)
