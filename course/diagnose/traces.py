"""Which input entry each output entry is: for functions that only move data.

No author has to say which those are: where all entries of an example's arrays are different and
every entry that is due is one of them, each can be traced back to where it stood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.diagnose.evidence import ENOUGH, Case, Evidence

_Step = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """What one axis of an array runs over."""

    over: frozenset[str]
    """The input axes along which one moves."""
    step: tuple[str, _Step] | None
    """The argument, and how far along each of its axes, where every step is the same."""


@dataclass(frozen=True, slots=True)
class _Wrong:
    """The first axis of a result that runs over something else than it should."""

    axis: int
    came: str
    """The axis of the result over which it should run in that way, or nothing."""
    over: frozenset[str]
    due: frozenset[str]


def runs_over(evidence: Evidence) -> str:
    """The first axis of the result that runs over something else than it should."""
    if evidence.positions > 1 or any(
        case.got.ndim != case.expected.ndim for case in evidence.cases
    ):
        return ""
    found: list[_Wrong] = []
    for case in evidence.wrong:
        if not _moves_only(case):
            return ""
        wrong = _first_wrong(evidence, case)
        if wrong is not None:
            found.append(wrong)
    if len({wrong.axis for wrong in found}) != 1:
        return ""
    axis = found[0].axis
    came = found[0].came if len({wrong.came for wrong in found}) == 1 else ""
    over = frozenset.intersection(*(wrong.over for wrong in found))
    due = frozenset.intersection(*(wrong.due for wrong in found))
    if came:
        what = f"runs over {came}; it should run over {evidence.axis(axis)}"
    elif over == due:
        what = f"runs over {_words(over)}, as it should, but in other steps"
    elif over:
        right = evidence.axis(axis) if evidence.axes else _words(due)
        what = f"runs over {_words(over)}; it should run over {right}"
    else:
        return ""
    return (
        f"Axis {axis} of {evidence.subject} {what}. "
        "Look at the order of a `reshape` and a `transpose`."
    )


def _moves_only(case: Case) -> bool:
    """Whether everything that came, and that is due, is among the inputs."""
    numbers = np.concatenate([array.ravel() for array in _arrays(case).values()] or [np.empty(0)])
    return bool(np.isin(case.expected, numbers).all() and np.isin(case.got, numbers).all())


def _first_wrong(evidence: Evidence, case: Case) -> _Wrong | None:
    """The first wrong axis of an example, or None where that cannot be said.

    Of entries of which two are alike, nobody can say where one came from.
    """
    arrays = _arrays(case)
    numbers = np.concatenate([array.ravel() for array in arrays.values()] or [np.empty(0)])
    if len(np.unique(numbers)) < numbers.size or case.expected.size < ENOUGH:
        return None
    came = _runs(evidence, case.got, arrays, numbers)
    due = _runs(evidence, case.expected, arrays, numbers)
    names = {
        run.step: evidence.axis(axis)
        for axis, run in enumerate(due)
        if run is not None and run.step is not None
    }
    for axis, (mine, right) in enumerate(zip(came, due, strict=True)):
        if mine is None or right is None or mine == right:
            continue
        name = names.get(mine.step, "") if mine.step else ""
        return _Wrong(axis, name, mine.over, right.over)
    return None


def _arrays(case: Case) -> Mapping[str, Any]:
    return {
        name: value
        for name, value in case.arguments.items()
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiu"
    }


def _runs(
    evidence: Evidence, array: Any, arrays: Mapping[str, Any], numbers: Any
) -> Sequence[_Run | None]:
    """What each axis of the array runs over; None for an axis of size 1."""
    order = np.argsort(numbers)
    flat = order[np.searchsorted(numbers, array, sorter=order)]
    runs: list[_Run | None] = []
    for axis in range(array.ndim):
        if array.shape[axis] < 2:
            runs.append(None)
            continue
        here, there = (
            flat.take(range(array.shape[axis] - 1), axis),
            flat.take(range(1, array.shape[axis]), axis),
        )
        runs.append(_run(evidence, arrays, here.ravel(), there.ravel()))
    return runs


def _run(evidence: Evidence, arrays: Mapping[str, Any], here: Any, there: Any) -> _Run:
    over: set[str] = set()
    steps: set[tuple[str, _Step]] = set()
    first = 0
    for name, array in arrays.items():
        inside = (first <= here) & (here < first + array.size)
        inside &= (first <= there) & (there < first + array.size)
        first += array.size
        if not inside.any():
            continue
        start = first - array.size
        moved = np.array(np.unravel_index(there[inside] - start, array.shape)) - np.array(
            np.unravel_index(here[inside] - start, array.shape)
        )
        names = evidence.argument_axes.get(name, ())
        over |= {
            names[axis] if len(names) == array.ndim else f"axis {axis} of '{name}'"
            for axis in range(array.ndim)
            if moved[axis].any()
        }
        steps |= {(name, tuple(map(int, step))) for step in np.unique(moved, axis=1).T}
        if not inside.all():
            steps.add((name, ()))
    return _Run(frozenset(over), steps.pop() if len(steps) == 1 else None)


def _words(names: frozenset[str]) -> str:
    return " and ".join(sorted(names))
