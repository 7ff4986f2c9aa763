"""What a function did, held against what the reference and each known mistake do.

Everything here is pure: a student's laptop and the grader compare with the same rules.

    observing    calls a function on an example
    likeness     when two values, or two observations, are alike
    pictures     what a small picture shows of a wrong result
    words        a value in words; `differences` holds two side by side
    known        finds the mistake: a chaff, or `general`, or one of `relations`
    evidence     what relations look at: `factors`, `places`, `digits` and `traces`
"""

from typing import TYPE_CHECKING, Any

from course.diagnose.likeness import TOLERANCE, TOLERANCE_FLOAT32, arrays_in, equal, same
from course.diagnose.observing import observe, observe_all, observe_quiet
from course.diagnose.words import describe

if TYPE_CHECKING:
    from course.diagnose.differences import difference, shapes
    from course.diagnose.known import Chaffs, diagnose

__all__ = [
    "TOLERANCE",
    "TOLERANCE_FLOAT32",
    "Chaffs",
    "arrays_in",
    "describe",
    "diagnose",
    "difference",
    "equal",
    "observe",
    "observe_all",
    "observe_quiet",
    "same",
    "shapes",
]

_WHERE_WRONG = {
    "Chaffs": "known",
    "diagnose": "known",
    "difference": "differences",
    "shapes": "differences",
}
"""Imported when asked for: a check of right functions does without."""


def __getattr__(name: str) -> Any:
    if name not in _WHERE_WRONG:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE_WRONG[name]}"), name)
