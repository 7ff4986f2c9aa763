"""The relations between what came and what is due, the more particular ones first."""

from collections.abc import Callable

import numpy as np

from course.diagnose import digits, factors, places, sizes, traces
from course.diagnose.evidence import Evidence

Relation = Callable[[Evidence], str]
"""The relation in two sentences for the student, or nothing where it does not hold."""

RELATIONS: tuple[Relation, ...] = (
    factors.nothing_but_zeros,
    places.an_argument,
    places.another_item,
    digits.rounded,
    digits.half_precision,
    digits.not_finite,
    factors.factor,
    factors.offset,
    places.other_order,
    places.axis_of_size_1,
    places.cut_another_way,
    places.reduced,
    places.cut_short,
    places.repeated,
    places.triangle,
    places.partly_right,
    places.reordered,
    factors.normalised_elsewhere,
    factors.function_of,
    traces.runs_over,
    factors.rows_scaled,
    factors.rows_shifted,
    places.the_same_along,
    places.elsewhere,
    sizes.only_of_size_1,
)


def related(evidence: Evidence) -> str:
    """The first relation that holds on every example, or nothing; shows no value of a result."""
    if not evidence.wrong or not evidence.axes_count:
        return ""
    with np.errstate(all="ignore"):
        return next((said for relation in RELATIONS if (said := relation(evidence))), "")
