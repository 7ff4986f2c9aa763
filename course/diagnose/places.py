"""Relations between the places: the right numbers, but elsewhere, repeated, cut off or left out."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course.diagnose.evidence import A_FEW, Case, Evidence, enough
from course.diagnose.order import orders

_MOST_PAIRS = 200_000
"""Entries to compare, when each slice is held against each."""


def an_argument(evidence: Evidence) -> str:
    """What came is an argument as it was."""
    for name in evidence.cases[0].arguments:
        if all(
            isinstance(case.arguments[name], np.ndarray) and case.is_what_came(case.arguments[name])
            for case in evidence.cases
        ) and enough(case.different(case.got) for case in evidence.wrong):
            return (
                f"{_start(evidence)} is the argument '{name}' as it came. "
                "Look at whether you return what you computed."
            )
    return ""


def another_item(evidence: Evidence) -> str:
    """Items of the result are what other items should be."""
    found: dict[int, set[int]] = {}
    for case in evidence.cases:
        others = {other for other, item in enumerate(case.items) if case.is_what_came(item)}
        found[case.position] = found.get(case.position, others) & others
    if not all(len(others) == 1 for others in found.values()):
        return ""
    if not enough(case.numbers for case in evidence.wrong):
        return ""
    told = " and ".join(
        f"item {position + 1} is what item {other + 1} should be"
        for position, [other] in found.items()
    )
    return f"In your result {told}. Look at the order in which you make and return them."


def other_order(evidence: Evidence) -> str:
    """The axes stand in another order."""
    found: set[tuple[int, ...]] | None = None
    for case in evidence.cases:
        if case.got.ndim != evidence.axes_count:
            return ""
        here = orders(case.got, case.expected)
        found = here if found is None else found & here
        if not found:
            return ""
    if not found or len(found) > 1 or not enough(case.numbers for case in evidence.wrong):
        return ""
    [order] = found
    moved = [axis for axis, other in enumerate(order) if axis != other]
    if evidence.axes:
        back = [evidence.axes[order.index(axis)] for axis in range(len(order))]
        return (
            f"{_start(evidence)} is ({', '.join(back)}) where ({', '.join(evidence.axes)}) is due. "
            "The numbers are right: look at the order of the axes."
        )
    which = f"axes {moved[0]} and {moved[1]}" if len(moved) == 2 else "the axes"
    return f"Your values are right, but {which} of {evidence.subject} are in another order."


def axis_of_size_1(evidence: Evidence) -> str:
    """Axes of size 1 are missing, or there are some too many."""
    for case in evidence.cases:
        flat = [size for size in case.got.shape if size != 1]
        if flat != [size for size in case.expected.shape if size != 1]:
            return ""
        if not case.is_what_came(case.expected.reshape(case.got.shape)):
            return ""
    if not enough(case.different(case.expected) for case in evidence.cases):
        return ""
    more = {np.sign(case.got.ndim - case.expected.ndim) for case in evidence.wrong}
    if more == {-1}:
        return (
            f"{_start(evidence)} has the right numbers, but lost an axis of size 1. "
            "Look for `squeeze`, or for an index that takes an axis away."
        )
    if more == {1}:
        return (
            f"{_start(evidence)} has the right numbers, but an axis of size 1 too many. "
            "Look at how many axes are due."
        )
    return ""


def cut_another_way(evidence: Evidence) -> str:
    """The right numbers in the right order, but another shape."""
    if evidence.alike_in_shape or not enough(case.numbers for case in evidence.wrong):
        return ""
    if not all(
        case.got.size == case.expected.size and case.close(case.expected.ravel(), case.got.ravel())
        for case in evidence.cases
    ):
        return ""
    counts = {case.got.ndim for case in evidence.cases}
    many = f"{counts.pop()} axes" if len(counts) == 1 else "another number of axes"
    if many == f"{evidence.axes_count} axes":
        many = "axes of other sizes"
    due = f"({', '.join(evidence.axes)})" if evidence.axes else f"{evidence.axes_count} axes"
    return (
        f"{_start(evidence)} has the right numbers in {many}, where {due} is due. "
        "Look at the shape that comes last."
    )


def reduced(evidence: Evidence) -> str:
    """An axis is summed, averaged or reduced to its first entry."""
    for axis in range(evidence.axes_count):
        for words, reduce in _REDUCTIONS.items():
            for kept in (False, True):
                if all(_is_reduced(case, axis, reduce, kept) for case in evidence.cases) and enough(
                    case.different(case.got)
                    for case in evidence.wrong
                    if case.expected.shape[axis] > 1
                ):
                    name = evidence.axis(axis)
                    gone = "so only 1 is left of it" if kept else "so that axis is gone"
                    return (
                        f"{_start(evidence)} has {words} {name}, {gone}. "
                        "Look at which axes are due."
                    )
    return ""


_REDUCTIONS: dict[str, Callable[[Any, int], Any]] = {
    "the sum over": lambda array, axis: array.sum(axis=axis, keepdims=True),
    "the mean over": lambda array, axis: array.mean(axis=axis, keepdims=True),
    "the largest along": lambda array, axis: array.max(axis=axis, keepdims=True),
    "only the first along": lambda array, axis: array.take([0], axis),
    "only the last along": lambda array, axis: array.take([-1], axis),
}


def _is_reduced(case: Case, axis: int, reduce: Callable[[Any, int], Any], kept: bool) -> bool:
    if case.expected.shape[axis] == 0:
        return False
    shape = list(case.expected.shape)
    shape[axis : axis + 1] = [1] if kept else []
    if case.got.shape != tuple(shape):
        return False
    with np.errstate(all="ignore"):
        return case.is_what_came(reduce(case.expected, axis).reshape(shape))


def cut_short(evidence: Evidence) -> str:
    """The first entries along an axis are right, and the last are missing."""
    for axis in range(evidence.axes_count):
        if all(_is_short(case, axis) for case in evidence.cases) and enough(
            case.different(case.got) for case in evidence.wrong
        ):
            return (
                f"{_start(evidence)} is right as far as it goes, but ends too soon along "
                f"{evidence.axis(axis)}. Look at where a loop or a slice ends."
            )
    return ""


def _is_short(case: Case, axis: int) -> bool:
    if case.got.ndim != case.expected.ndim:
        return False
    size = case.got.shape[axis]
    return size <= case.expected.shape[axis] and case.is_what_came(
        np.delete(case.expected, np.s_[size:], axis)
    )


def repeated(evidence: Evidence) -> str:
    """Every entry along an axis is what the first, or the last, should be."""
    if not evidence.alike_in_shape:
        return ""
    for axis, index in itertools.product(range(evidence.axes_count), (0, -1)):
        if all(_is_repeated(case, axis, index) for case in evidence.cases) and enough(
            case.different(case.got) for case in evidence.wrong
        ):
            which = evidence.at(axis, 0) if index == 0 else "the last"
            return (
                f"{_start(evidence)} is the same all along {evidence.axis(axis)}: everywhere what "
                f"{which} should be. Look for a fixed index, or for a slice of one."
            )
    return ""


def _is_repeated(case: Case, axis: int, index: int) -> bool:
    if case.expected.shape[axis] == 0:
        return case.right
    one = case.expected.take([index], axis)
    return case.is_what_came(np.broadcast_to(one, case.expected.shape))


def partly_right(evidence: Evidence) -> str:
    """Along an axis some indices are right and the others wrong, always the same ones."""
    if not evidence.alike_in_shape or not enough(case.numbers for case in evidence.wrong):
        return ""
    for axis in range(evidence.axes_count):
        tried = [_right_indices(case, axis) for case in evidence.cases]
        if not any({True, False} <= set(found) for found in tried):
            continue
        for words, right in _PARTS.items():
            alone = all(
                (due := right(index, len(found))) is was or due is None
                for found in tried
                for index, was in enumerate(found)
            )
            if alone:
                told = words.format(first=evidence.at(axis, 0), axis=evidence.axis(axis))
                return (
                    f"{_start(evidence)} is right {told}. "
                    "Look for a fixed index, or for a loop that misses some."
                )
    return ""


_PARTS: dict[str, Callable[[int, int], bool | None]] = {
    "for {first} only": lambda index, _: index == 0,
    "for the last along {axis} only": lambda index, count: index == count - 1,
    "for the first two along {axis} only": lambda index, _: index < 2,
    "for all along {axis} but the last": lambda index, count: _of_several(index < count - 1, count),
    "for all along {axis} but the first": lambda index, count: _of_several(index > 0, count),
    "for every other one along {axis} only": lambda index, _: index % 2 == 0,
}
"""What is said -> whether an index is right, of so many; None where it may be either."""


def _of_several(right: bool, count: int) -> bool | None:
    return right if count > 1 else None


def _right_indices(case: Case, axis: int) -> list[bool | None]:
    """Whether an index is right; None where it is wrong, but for less than half of its entries."""
    with np.errstate(all="ignore"):
        finite = case.expected[np.isfinite(case.expected)]
        scale = max(1.0, float(np.abs(finite).max(initial=0.0)))
        near = np.abs(case.got - case.expected) <= case.tolerance * scale
        alike = near | (case.got == case.expected)
    slices = np.moveaxis(alike, axis, 0)
    return [True if one.all() else None if one.mean() > 0.5 else False for one in slices]


def reordered(evidence: Evidence) -> str:
    """Along an axis the slices stand in another order."""
    if not evidence.alike_in_shape or not enough(case.numbers for case in evidence.wrong):
        return ""
    for axis in range(evidence.axes_count):
        for words, order in _ORDERS.items():
            if all(_is_ordered(case, axis, order) for case in evidence.cases):
                return (
                    f"{_start(evidence)} has the right numbers, but {words} along "
                    f"{evidence.axis(axis)}. Look at the order in which you go through them."
                )
        if all(_is_shuffled(case, axis) for case in evidence.cases):
            return (
                f"{_start(evidence)} has the right numbers, but in another order along "
                f"{evidence.axis(axis)}. Look at the order in which you go through them."
            )
    return ""


_ORDERS: dict[str, Callable[[int], Sequence[int]]] = {
    "backwards": lambda count: range(count - 1, -1, -1),
    "one place too early": lambda count: [*range(1, count), 0],
    "one place too late": lambda count: [count - 1, *range(count - 1)],
}


def _is_ordered(case: Case, axis: int, order: Callable[[int], Sequence[int]]) -> bool:
    count = case.expected.shape[axis]
    return count > 0 and case.is_what_came(case.expected.take(order(count), axis))


def _is_shuffled(case: Case, axis: int) -> bool:
    """Each slice that came is one that is due, and none comes twice."""
    count = case.expected.shape[axis]
    if case.right or not count or count * case.expected.size > _MOST_PAIRS:
        return case.right
    got = np.moveaxis(case.got, axis, 0).reshape(count, 1, -1)
    due = np.moveaxis(case.expected, axis, 0).reshape(1, count, -1)
    scale = max(1.0, float(np.abs(due[np.isfinite(due)]).max(initial=0.0)))
    alike = ((np.abs(got - due) <= case.tolerance * scale) | (got == due)).all(axis=2)
    return bool((alike.sum(axis=0) == 1).all() and (alike.sum(axis=1) == 1).all())


def triangle(evidence: Evidence) -> str:
    """Right on and below the diagonal, and nothing above: a mask that nobody asked for."""
    if not evidence.alike_in_shape or evidence.axes_count < 2:
        return ""
    fills = set()
    tested = []
    for case in evidence.cases:
        above = np.triu(np.ones(case.expected.shape[-2:], dtype=bool), k=1)
        above = np.broadcast_to(above, case.expected.shape)
        if not case.close(np.where(above, 0.0, case.expected), np.where(above, 0.0, case.got)):
            return ""
        values = set(np.unique(case.got[above]).tolist())
        if len(values) > 1:
            return ""
        fills |= values
        if not case.right:
            tested.append(min(case.different(case.expected), case.different(case.got)))
    if len(fills) != 1 or not enough(tested):
        return ""
    rows, columns = evidence.axis(-2), evidence.axis(-1)
    return (
        f"{_start(evidence)} is right up to the diagonal and {fills.pop():g} wherever {columns} "
        f"is beyond {rows}. Look for a mask that nobody asked for."
    )


def the_same_along(evidence: Evidence) -> str:
    """Nothing changes along an axis along which it should."""
    if not evidence.alike_in_shape:
        return ""
    found = [
        evidence.axis(axis)
        for axis in range(evidence.axes_count)
        if all(_unvaried(case, case.got, axis) for case in evidence.cases)
        and enough(
            case.numbers for case in evidence.wrong if not _unvaried(case, case.expected, axis)
        )
    ]
    if not found:
        return ""
    return (
        f"{_start(evidence)} is the same all along {' and '.join(found)}, and it should not be. "
        "Look at where that axis gets lost."
    )


def _unvaried(case: Case, array: Any, axis: int) -> bool:
    if array.shape[axis] == 0:
        return True
    return case.close(np.broadcast_to(array.take([0], axis), array.shape), array)


def elsewhere(evidence: Evidence) -> str:
    """Every number that is due is there, but in another place."""
    for case in evidence.cases:
        if case.got.size != case.expected.size:
            return ""
        if not case.close(np.sort(case.expected, axis=None), np.sort(case.got, axis=None)):
            return ""
    if not enough(case.numbers for case in evidence.wrong if case.numbers > A_FEW):
        return ""
    return (
        f"{_start(evidence)} has all the right numbers, but in other places. "
        "Look at the order of a `reshape` and a `transpose`."
    )


def _start(evidence: Evidence) -> str:
    return evidence.subject[0].upper() + evidence.subject[1:]
