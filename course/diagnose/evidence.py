"""What relations look at: on each example, the array that came and the array that is due.

A relation is believed only where it holds on every example, those that are right too, and where
the wrong ones put it to the test on enough different numbers: at least `ENOUGH` of them, from
examples with at least `A_FEW` each. Zeros, constants and single entries, of which almost anything
is true, prove nothing; they may still contradict.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from course.diagnose.likeness import TOLERANCE, TOLERANCE_FLOAT32, equal_values, is_number
from course.observation import Example, Observation

A_FEW, ENOUGH = 4, 8
_MOST_ENTRIES = 5_000
"""Larger arrays are not looked into: a submission must not cost the grader time."""
_MOST_AXES = 8
_COARSE = 1e4
"""Numbers that differ by less than this many tolerances do not count as different."""


@dataclass(frozen=True)
class Case:
    """One example."""

    got: Any
    expected: Any
    right: bool
    arguments: Mapping[str, Any]
    sizes: Mapping[str, int]
    """Axis name -> size, and integer argument -> value; of the arguments and what is due."""
    position: int = 0
    """Which item of a result of several."""
    items: Sequence[Any] = ()
    """All that are due."""

    @property
    def alike_in_shape(self) -> bool:
        """Whether entries can be held against each other."""
        return bool(self.got.shape == self.expected.shape)

    @cached_property
    def tolerance(self) -> float:
        """The contract's, relative."""
        return TOLERANCE_FLOAT32 if self.expected.dtype == np.float32 else TOLERANCE

    def is_what_came(self, predicted: Any) -> bool:
        """Whether a relation's prediction is the array that came, within the tolerance."""
        return self.close(predicted, self.got)

    def close(self, one: Any, other: Any) -> bool:
        """Whether two arrays of the example are alike; NaN is like NaN."""
        if np.shape(one) != np.shape(other):
            return False
        with np.errstate(all="ignore"):
            finite = np.isfinite(one)
            if not np.array_equal(finite, np.isfinite(other)):
                return False
            scale = max(1.0, float(np.abs(one[finite]).max(initial=0.0)))
            near = np.abs(one[finite] - other[finite]) <= self.tolerance * scale
            return bool(near.all()) and bool(
                np.array_equal(one[~finite], other[~finite], equal_nan=True)
            )

    @cached_property
    def coarse(self) -> float:
        """What two numbers that are due have to differ by, to count as different."""
        finite = self.expected[np.isfinite(self.expected)]
        return _COARSE * self.tolerance * max(1.0, float(np.abs(finite).max(initial=0.0)))

    def different(self, array: Any) -> int:
        """How many different finite numbers an array holds."""
        finite = np.sort(array[np.isfinite(array)], axis=None)
        if not finite.size:
            return 0
        coarse = _COARSE * self.tolerance * max(1.0, float(np.abs(finite).max()))
        return 1 + int(np.count_nonzero(np.diff(finite) > coarse))

    @cached_property
    def numbers(self) -> int:
        """How many different numbers put a relation to the test: of what came and what is due."""
        return min(self.different(self.got), self.different(self.expected))


@dataclass(frozen=True)
class Evidence:
    """All examples that ask for a value."""

    cases: tuple[Case, ...]
    subject: str
    """ "your result", "item 2 of your result"."""
    axes: tuple[str, ...]
    """The names of the result's axes; empty where they do not fit."""
    argument_axes: Mapping[str, Sequence[str]]

    @cached_property
    def wrong(self) -> tuple[Case, ...]:
        """The cases that a relation has to explain."""
        return tuple(case for case in self.cases if not case.right)

    @cached_property
    def alike_in_shape(self) -> bool:
        """Whether every result has the shape that is due."""
        return all(case.alike_in_shape for case in self.cases)

    @property
    def positions(self) -> int:
        """How many items of a result of several are looked at."""
        return len({case.position for case in self.cases})

    @cached_property
    def axes_count(self) -> int:
        """How many axes are due everywhere, or 0 where that changes."""
        counts = {case.expected.ndim for case in self.cases}
        return counts.pop() if len(counts) == 1 else 0

    def axis(self, axis: int) -> str:
        """An axis of the result in words."""
        return self.axes[axis] if self.axes else f"axis {axis}"

    def at(self, axis: int, index: int) -> str:
        """ "heads=0"."""
        return f"{self.axes[axis]}={index}" if self.axes else f"index {index} of axis {axis}"


def enough(numbers: Iterable[int]) -> bool:
    """Whether so many different numbers a wrong example make a relation more than a coincidence."""
    return sum(number for number in numbers if number >= A_FEW) >= ENOUGH


def gather(
    got: Sequence[Observation],
    expected: Sequence[Observation],
    examples: Sequence[Example],
    axes: Mapping[str, Sequence[str]],
) -> Evidence | None:
    """The arrays to look at, or None where what came is none of numbers.

    An example that asks for an error says nothing about values. Of a result of several arrays,
    those items count that are wrong somewhere.
    """
    cases: list[Case] = []
    most = 0
    for number, (mine, right) in enumerate(zip(got, expected, strict=True)):
        if right.raised:
            continue
        if mine.raised:
            return None
        wanted, found = _items(right.value), _items(mine.value)
        if not wanted or len(wanted) != len(found):
            return None
        if any(array.size > _MOST_ENTRIES for array in wanted):
            continue
        if any(array.size > _MOST_ENTRIES for array in found):
            return None
        most = max(most, len(wanted))
        arguments = examples[number].arguments if examples else {}
        sizes = _sizes(arguments, wanted, axes)
        for position, (array, due) in enumerate(zip(found, wanted, strict=True)):
            alike = equal_values(array, due, nan_alike=True)
            cases.append(Case(_wide(array), _wide(due), alike, arguments, sizes, position, wanted))
    items = sorted({case.position for case in cases if not case.right})
    cases = [case for case in cases if case.position in items]
    if not cases:
        return None
    names = tuple(axes.get("return", ()))
    fitting = all(case.expected.ndim == len(names) for case in cases)
    return Evidence(tuple(cases), _subject(items, most), names if fitting else (), axes)


def _items(value: Any) -> list[Any]:
    """The arrays of a result; none where an item is no array of real numbers."""
    items = value if isinstance(value, list | tuple) else [value]
    fine = all(
        isinstance(item, np.ndarray)
        and is_number(item)
        and item.dtype.kind in "fiu"
        and item.ndim <= _MOST_AXES
        for item in items
    )
    return list(items) if fine and len(items) <= _MOST_AXES else []


def _wide(array: Any) -> Any:
    """In float64, but what is due in float32 stays, since its tolerance is another."""
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def _sizes(
    arguments: Mapping[str, Any], wanted: Sequence[Any], axes: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Axis name -> size; a name with two sizes is left out."""
    found: dict[str, set[int]] = {}
    named = [(axes.get(name, ()), value) for name, value in arguments.items()]
    for names, value in [*named, *((axes.get("return", ()), array) for array in wanted)]:
        if isinstance(value, np.ndarray) and len(names) == value.ndim:
            for name, size in zip(names, value.shape, strict=True):
                found.setdefault(name, set()).add(size)
    for name, value in arguments.items():
        if type(value) is int and value > 0:
            found.setdefault(name, set()).add(value)
    return {name: sizes.pop() for name, sizes in found.items() if len(sizes) == 1}


def _subject(items: Sequence[int], most: int) -> str:
    if most == 1:
        return "your result"
    if len(items) == most:
        return "each array of your result"
    if len(items) == 1:
        return f"item {items[0] + 1} of your result"
    return f"each of items {' and '.join(str(item + 1) for item in items)} of your result"
