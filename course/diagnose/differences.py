"""How a result differs from what is due, for public examples: it shows values."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.diagnose.likeness import entries_alike, equal_values, same
from course.diagnose.order import only_order
from course.diagnose.words import (
    a_noun,
    axis_names_of,
    changed_in_words,
    counted,
    describe,
    kind_in_words,
    shape_in_words,
)
from course.finding import NONE_RETURNED
from course.observation import Observation

_NAME_LIMIT = 60


def difference(got: Observation, expected: Observation, axes: Sequence[str] = ()) -> str:
    """How an observation differs from the expected one, in one or two sentences for a student.

    It shows values, so it is for public examples alone. `axes` names the result's axes. Empty
    where the two are alike.
    """
    if same(got, expected):
        return ""
    if got.raised:
        where = f" on line {got.line} of your file" if got.line else ""
        text = f": {got.text}" if got.text else ""
        if expected.raised:
            return f"It raised {got.raised}{where}; expected {expected.raised}."
        return f"It raised {got.raised}{where}{text}{'' if text.endswith('.') else '.'}"
    if expected.raised:
        what = describe(got.value, axes)
        if isinstance(got.value, np.ndarray):
            what = f"an array of shape {what}"
        return f"It returned {what}; expected it to raise {expected.raised}."
    if equal_values(got.value, expected.value, nan_alike=True, exact_dtype=True):
        return changed_in_words(got, expected)
    if got.value is None:
        return NONE_RETURNED
    return _value_difference(got.value, expected.value, axes)


def shapes(got: Observation, expected: Observation, axes: Sequence[str] = ()) -> tuple[str, str]:
    """What came and what is due: the shapes by axis name, and no entry of an array."""
    wanted = a_noun(expected.raised) if expected.raised else describe(expected.value, axes)
    if got.raised:
        return a_noun(got.raised[:_NAME_LIMIT]), wanted
    mine, due = got.value, expected.value
    if not isinstance(mine, np.ndarray) or not isinstance(due, np.ndarray):
        return describe(mine, axes), wanted
    names = axes if mine.shape == due.shape else _moved(mine.shape, due.shape, axes)
    return describe(mine, names), wanted


def _value_difference(got: Any, expected: Any, axes: Sequence[str]) -> str:
    if isinstance(expected, list | tuple):
        return _items_difference(got, expected, axes)
    if isinstance(expected, np.ndarray) and isinstance(got, np.ndarray):
        return _array_difference(got, expected, axes)
    if isinstance(expected, np.ndarray):
        return f"Got {kind_in_words(got)}; expected an array of shape {describe(expected, axes)}."
    if isinstance(got, np.ndarray):
        return f"Got an array of shape {describe(got, axes)}; expected {describe(expected)}."
    return f"Got {describe(got)}; expected {describe(expected)}."


def _items_difference(got: Any, expected: Sequence[Any], axes: Sequence[str]) -> str:
    wanted = describe(expected, axes)
    if isinstance(got, np.ndarray):
        return f"Got one array of shape {shape_in_words(got.shape, axes)}; expected {wanted}."
    if not isinstance(got, list | tuple):
        return f"Got {kind_in_words(got)}; expected {wanted}."
    if len(got) != len(expected):
        return f"Got {counted(len(got), 'item')}; expected {wanted}."
    for position, (item, right) in enumerate(zip(got, expected, strict=True), start=1):
        if not equal_values(item, right, nan_alike=True, exact_dtype=True):
            others = [
                number
                for number, other in enumerate(expected, start=1)
                if number != position and equal_values(item, other, nan_alike=True)
            ]
            if others:
                return (
                    f"Item {position} of {len(expected)} is what item {others[0]} should be: "
                    "check their order."
                )
            return f"Item {position} of {len(expected)}: {_value_difference(item, right, axes)}"
    return ""


def _array_difference(got: Any, expected: Any, axes: Sequence[str]) -> str:
    order = only_order(got, expected)
    if order is not None:
        names = axis_names_of(axes, expected.ndim)
        moved_names = [names[axis] for axis in np.argsort(order)] if axes else ()
        found = shape_in_words(got.shape, moved_names)
        moved = [axis for axis, other in enumerate(order) if axis != other]
        how = (
            f"axes {moved[0]} and {moved[1]} are swapped"
            if len(moved) == 2
            else f"its axes are in another order, move them by {tuple(map(int, order))}"
        )
        return (
            f"The result has shape {found}; expected {shape_in_words(expected.shape, axes)}: "
            f"the values are right, but {how}."
        )
    if got.shape != expected.shape:
        found = shape_in_words(got.shape, _moved(got.shape, expected.shape, axes))
        sentence = f"The result has shape {found}; expected {shape_in_words(expected.shape, axes)}"
        if got.ndim != expected.ndim:
            axes = "1 axis" if got.ndim == 1 else f"{got.ndim} axes"
            return f"{sentence}: {axes} instead of {expected.ndim}."
        if sorted(got.shape) == sorted(expected.shape):
            return f"{sentence}: the same sizes in another order, and other values."
        if got.size == expected.size:
            return f"{sentence}: as many entries, cut another way."
        return f"{sentence}."
    if got.dtype.kind not in "fiub":
        return f"dtype is {got.dtype}; expected {expected.dtype}."
    alike = entries_alike(got, expected, nan_alike=True)
    if alike.all():
        return f"The values are right, but dtype is {got.dtype}; expected {expected.dtype}."
    first = tuple(int(index) for index in np.argwhere(~alike)[0])
    wrong = int(alike.size - np.count_nonzero(alike))
    number, right = _numbers(got[first], expected[first])
    names = axis_names_of(axes, expected.ndim)
    if not first:
        return f"Got {number}, expected {right}."
    at = ", ".join(
        f"{name}={index}" if axes else str(index) for name, index in zip(names, first, strict=True)
    )
    differ = "differs" if wrong == 1 else "differ"
    return (
        f"First difference at ({at}): got {number}, expected {right}. "
        f"{wrong} of {counted(alike.size, 'entry', 'entries')} {differ}."
    )


def _moved(shape: Sequence[int], expected: Sequence[int], axes: Sequence[str]) -> Sequence[str]:
    """Names for the axes of a wrong shape, where the sizes leave no doubt which is which."""
    if len(axes) != len(expected) or len(set(expected)) < len(expected):
        return ()
    names = dict(zip(expected, axes, strict=True))
    return [names[size] for size in shape] if sorted(shape) == sorted(expected) else ()


def _numbers(got: Any, expected: Any) -> tuple[str, str]:
    """Two numbers, with as many digits as it takes to tell them apart."""
    short = f"{got:.6g}", f"{expected:.6g}"
    return short if short[0] != short[1] else (repr(got.item()), repr(expected.item()))
