"""What a function did, held against what the reference and each known mistake do.

Everything here is pure: a student's laptop and the grader compare with the same rules.

    observing    calls a function on an example
    likeness     when two values, or two observations, are alike
    words        a value in words; `differences` holds two side by side
    known        finds the mistake: a chaff, or `general`, or one of `relations`
    evidence     what relations look at: `factors`, `places`, `digits` and `traces`
"""

from course.diagnose.differences import difference, shapes
from course.diagnose.known import Chaffs, diagnose
from course.diagnose.likeness import TOLERANCE, TOLERANCE_FLOAT32, arrays_in, equal, same
from course.diagnose.observing import observe, observe_quiet
from course.diagnose.words import describe

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
    "observe_quiet",
    "same",
    "shapes",
]
