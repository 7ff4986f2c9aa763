"""Mistakes of kind rather than of value: nothing came back, a list, an error, changed arguments."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from course.diagnose.likeness import arrays_in, entries_alike, equal_values, same
from course.diagnose.words import changed_in_words, counted
from course.finding import NONE_RETURNED, NOT_WRITTEN
from course.observation import Observation


def general(got: Sequence[Observation], expected: Sequence[Observation]) -> str:
    """What is wrong with every observation that is not right, or nothing; shows no value."""
    if all(observation.raised == "NotImplementedError" for observation in got):
        return NOT_WRITTEN
    pairs = list(zip(got, expected, strict=True))
    values = [(a, b) for a, b in pairs if not a.raised and not b.raised]
    if not values:
        return ""
    if all(a.value is None and b.value is not None for a, b in values):
        return NONE_RETURNED
    wrong = [(a, b) for a, b in pairs if not same(a, b)]
    if all(_like(a, b) for a, b in wrong):
        return changed_in_words(*wrong[0])
    if all(b.raised and a.raised != b.raised for a, b in wrong):
        return _error(wrong)
    if any(a.raised != b.raised for a, b in wrong):
        return ""
    if all(isinstance(a.value, list) and isinstance(b.value, np.ndarray) for a, b in wrong):
        return "Your function returns a list. Return a numpy array."
    if all(equal_values(a.value, b.value, nan_alike=True) for a, b in wrong):
        return _dtype(wrong)
    if counts := _item_counts(wrong):
        return counts
    if all(_narrow(a.value, b.value) for a, b in wrong):
        return _SEVEN_DIGITS
    return ""


def afterthought(got: Sequence[Observation], expected: Sequence[Observation]) -> str:
    """What can be said where no relation holds: that the values are nearly right."""
    wrong = [(a, b) for a, b in zip(got, expected, strict=True) if not same(a, b)]
    if any(a.raised or b.raised or not _close(a.value, b.value) for a, b in wrong):
        return ""
    off = max(_deviation(a.value, b.value) for a, b in wrong)
    if not off:
        return ""
    return (
        f"Your values are right to about {-math.ceil(math.log10(off))} digits only, and 15 are "
        "due. Look for a small number that is added, or for float32 on the way."
    )


def _deviation(got: Any, expected: Any) -> float:
    """By how much a value is off at most, relative to its largest entry and absolute below 1."""
    if isinstance(expected, list | tuple):
        return max(map(_deviation, got, expected))
    with np.errstate(all="ignore"):
        off = np.abs(got - expected)
        scale = np.abs(expected[np.isfinite(expected)]).max(initial=1.0)
    return float(off[np.isfinite(off)].max(initial=0.0) / scale)


_SEVEN_DIGITS = (
    "Your values are right to about 7 digits only. "
    "Does something turn float64 into float32 on the way?"
)


def _error(wrong: Sequence[tuple[Observation, Observation]]) -> str:
    """Where an error is due, another one came, or none; everything else is right."""
    due, came = {b.raised for _, b in wrong}, {a.raised for a, _ in wrong}
    if len(due) > 1 or len(came) > 1:
        return ""
    [error], [other] = due, came
    if other:
        return (
            f"Your function raises another error than {error} where that is due. "
            f"Look at which one the docstring promises."
        )
    return (
        f"Your results are right, but no {error} comes where one is due. "
        "Look at when the docstring promises it."
    )


def _dtype(wrong: Sequence[tuple[Observation, Observation]]) -> str:
    """The values are right, and something else is not."""
    if any(set(a.changed) != set(b.changed) for a, b in wrong):
        return ""
    came = {array.dtype.name for a, _ in wrong for array in arrays_in(a.value)}
    due = {array.dtype.name for _, b in wrong for array in arrays_in(b.value)}
    if len(came) > 1 or len(due) > 1 or came == due:
        return ""
    return (
        f"Your values are right, but their dtype is {came.pop()} where {due.pop()} is due. "
        "Look at how the result is made."
    )


def _item_counts(wrong: Sequence[tuple[Observation, Observation]]) -> str:
    """Another number of items than is due, always the same."""
    pairs = [(a.value, b.value) for a, b in wrong]
    if not all(isinstance(b, list | tuple) for _, b in pairs):
        return ""
    due = {len(b) for _, b in pairs}
    if len(due) > 1:
        return ""
    [many] = due
    if all(isinstance(a, np.ndarray) for a, _ in pairs):
        return f"Your function returns one array where {many} are due. Return each by itself."
    if not all(isinstance(a, list | tuple) for a, _ in pairs):
        return ""
    came = {len(a) for a, _ in pairs}
    if len(came) > 1 or came == due:
        return ""
    items = counted(came.pop(), "item")
    return f"Your function returns {items} where {many} are due. Look at what it returns."


def _like(got: Observation, expected: Observation) -> bool:
    """Right but for changed arguments; an error that is due counts as right."""
    return (
        got.raised == expected.raised
        and set(got.changed) != set(expected.changed)
        and equal_values(got.value, expected.value, nan_alike=True, exact_dtype=True)
    )


def _narrow(got: Any, expected: Any) -> bool:
    """Right in float32's precision, and held in float32 at the end: nothing else looks like it."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(map(_narrow, got, expected))
        )
    if not _close(got, expected):
        return False
    with np.errstate(all="ignore"):
        return np.array_equal(got.astype(np.float32), got, equal_nan=True)


def _close(got: Any, expected: Any) -> bool:
    """Right in float32's precision, but not in float64's."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(map(_close, got, expected))
        )
    if not (isinstance(got, np.ndarray) and isinstance(expected, np.ndarray)):
        return False
    return (
        got.shape == expected.shape
        and got.dtype.kind == expected.dtype.kind == "f"
        and bool(entries_alike(got, expected, nan_alike=True, widens=True).all())
    )
