"""Relations of precision and range: rounded numbers, and nan or infinity for extreme inputs."""

import numpy as np

from course.diagnose.evidence import Case, Evidence, enough

_LARGE = 100.0
_HALF = 2e-3


def rounded(evidence: Evidence) -> str:
    """What is due, rounded to some decimals."""
    if not evidence.alike_in_shape or not enough(case.numbers for case in evidence.wrong):
        return ""
    for decimals in range(1, 8):
        if all(case.is_what_came(np.round(case.expected, decimals)) for case in evidence.cases):
            places = f"{decimals} decimal{'s' if decimals > 1 else ''}"
            return (
                f"The numbers in {evidence.subject} are right, but rounded to {places}. "
                "Look for `round`."
            )
    for cut in (np.trunc, np.floor, np.round, np.ceil):
        if all(case.is_what_came(cut(case.expected)) for case in evidence.cases):
            return (
                f"The numbers in {evidence.subject} are right, but cut down to whole ones. "
                "Look for `//`, `int` or an integer dtype."
            )
    return ""


def half_precision(evidence: Evidence) -> str:
    """Right to three digits, and held in float16."""
    if not evidence.alike_in_shape or not enough(case.numbers for case in evidence.wrong):
        return ""
    for case in evidence.cases:
        finite = case.expected[np.isfinite(case.expected)]
        limit = _HALF * max(1.0, float(np.abs(finite).max(initial=0.0)))
        near = (np.abs(case.got - case.expected) <= limit) | (case.got == case.expected)
        if not near.all() or not np.array_equal(case.got.astype(np.float16), case.got):
            return ""
    return (
        f"The numbers in {evidence.subject} are right to about 3 digits only. "
        "Does something turn them into float16 on the way?"
    )


def not_finite(evidence: Evidence) -> str:
    """Right wherever it is finite, and nan or infinite for extreme inputs alone."""
    if not evidence.alike_in_shape or not all(map(_right_where_finite, evidence.cases)):
        return ""
    if not enough(case.different(case.expected) for case in evidence.cases):
        return ""
    right = [case for case in evidence.cases if case.right]
    if all(map(_has_infinity, evidence.wrong)) and not any(map(_has_infinity, right)):
        return (
            f"There is nan or infinity in {evidence.subject} where an input is infinite, and the "
            "rest is right. Look at what becomes of an infinite number, step by step."
        )
    most = max(map(_largest, right), default=0.0)
    if all(_largest(case) > max(most, _LARGE) for case in evidence.wrong):
        return (
            f"There is nan or infinity in {evidence.subject} where the inputs are large, and the "
            "rest is right. Look at which step leaves the range of a float, or divides by 0."
        )
    return ""


def _right_where_finite(case: Case) -> bool:
    """A wrong one has an entry that is not finite where a finite one is due."""
    strange = ~np.isfinite(case.got) & np.isfinite(case.expected)
    return (case.right or bool(strange.any())) and case.close(
        np.where(strange, 0.0, case.expected), np.where(strange, 0.0, case.got)
    )


def _has_infinity(case: Case) -> bool:
    return any(
        isinstance(value, np.ndarray) and bool(np.isinf(value).any())
        for value in case.arguments.values()
    )


def _largest(case: Case) -> float:
    """The largest finite number among the arguments."""
    sizes = [
        float(np.abs(value[np.isfinite(value)]).max(initial=0.0))
        for value in case.arguments.values()
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiu"
    ]
    return max(sizes, default=0.0)
