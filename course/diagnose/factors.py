"""Relations between the numbers: a factor, an offset, a function, rows on another scale."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from course.diagnose.evidence import Case, Evidence, enough

_SAME = 1e-9
"""Two factors that differ by less, relatively, are one."""


def nothing_but_zeros(evidence: Evidence) -> str:
    """Every entry is 0."""
    if all(not case.got.any() for case in evidence.cases) and enough(
        case.different(case.expected) for case in evidence.wrong
    ):
        return (
            f"{_start(evidence)} holds nothing but zeros. "
            "Look at whether it is filled after it was made."
        )
    return ""


def factor(evidence: Evidence) -> str:
    """Every entry is the same multiple of what is due."""
    if not evidence.alike_in_shape or not enough(case.numbers for case in evidence.wrong):
        return ""
    ratios: list[tuple[Case, float]] = []
    for case in evidence.cases:
        ratio = _ratio(case)
        if ratio is None:
            return ""
        if not np.isnan(ratio):
            ratios.append((case, ratio))
    words = _constant([ratio for _, ratio in ratios]) or _by_size(ratios)
    if words == "1":  # nearly right is no multiple
        return ""
    if words == "-1":
        return (
            f"Every entry of {evidence.subject} has the wrong sign. "
            "Look for a minus, or for a subtraction the other way round."
        )
    if words:
        return (
            f"Every entry of {evidence.subject} is {words} times what it should be. "
            "Look at what you multiply or divide by."
        )
    if evidence.positions > 1 or len(evidence.wrong) < 2:
        return ""
    return (
        f"Every entry of {evidence.subject} is the same multiple of what it should be, but another "
        "multiple for other inputs. Look at what you multiply or divide by."
    )


def offset(evidence: Evidence) -> str:
    """Every entry is off by the same number."""
    if not evidence.alike_in_shape or not enough(case.numbers for case in evidence.wrong):
        return ""
    differences = []
    for case in evidence.cases:
        first = case.got.flat[0] - case.expected.flat[0] if case.got.size else 0.0
        if not np.isfinite(first) or not case.is_what_came(case.expected + first):
            return ""
        differences.append(float(first))
    low, high = min(differences), max(differences)
    if high - low <= 10 * max(case.tolerance for case in evidence.cases) * max(1.0, abs(high)):
        much = f"{abs(high):.3g} {'more' if high > 0 else 'less'} than it should be"
    elif evidence.positions > 1 or len(evidence.wrong) < 2:
        return ""
    else:
        much = "off by the same number, another for other inputs"
    return f"Every entry of {evidence.subject} is {much}. Look at what you add or subtract."


def rows_scaled(evidence: Evidence) -> str:
    """Along one axis the proportions are right, but each row is on a scale of its own."""
    axis = _only_axis(evidence, _row_factor)
    if axis is None:
        return ""
    return (
        f"Along {evidence.axis(axis)} the proportions in {evidence.subject} are right, but each "
        "row is multiplied by a number of its own. Look at what a row is divided by."
    )


def rows_shifted(evidence: Evidence) -> str:
    """Along one axis the distances are right, but each row is shifted by a number of its own."""
    axis = _only_axis(evidence, _row_shift)
    if axis is None:
        return ""
    return (
        f"Along {evidence.axis(axis)} the differences in {evidence.subject} are right, but each "
        "row is shifted by a number of its own. Look at what is added to a row or taken from it."
    )


def normalised_elsewhere(evidence: Evidence) -> str:
    """What came adds up to 1 along other axes than what is due."""
    if not evidence.alike_in_shape or not evidence.axes_count:
        return ""
    if not enough(case.numbers for case in evidence.wrong):
        return ""
    single = [(axis,) for axis in range(evidence.axes_count)]
    sets = [*single, *itertools.combinations(range(evidence.axes_count), 2)]
    sets.append(tuple(range(evidence.axes_count)))
    sets = list(dict.fromkeys(sets))

    def sums(which: str) -> list[tuple[int, ...]]:
        """The sets of axes along which it adds up to 1 everywhere, and says something by it."""
        return [
            axes
            for axes in sets
            if all(_adds_up(getattr(case, which), axes) for case in evidence.cases)
            and any(all(case.expected.shape[axis] > 1 for axis in axes) for case in evidence.wrong)
        ]

    due = sums("expected")
    if len(due) != 1:
        return ""
    came = sums("got")
    if len(came) != 1 or came == due:
        return ""
    where = (
        "as a whole"
        if len(came[0]) == evidence.axes_count
        else f"along {' and '.join(evidence.axis(axis) for axis in came[0])}"
    )
    right = " and ".join(evidence.axis(axis) for axis in due[0])
    return (
        f"{_start(evidence)} adds up to 1 {where}; it should along {right}. "
        "Look at the axis of the sum that you divide by."
    )


def function_of(evidence: Evidence) -> str:
    """What came is a well-known function of what is due."""
    if not evidence.alike_in_shape:
        return ""
    for words, function in _functions(evidence):
        if _is_function(evidence, function):
            return (
                f"{_start(evidence)} is {words} of what it should be. "
                "Look for an operation too many, or for one that is missing."
            )
    if _is_function(evidence, lambda array: np.maximum(array, 0.0)):
        return (
            f"{_start(evidence)} has 0 where negative numbers are due. "
            "Look for a `maximum`, a `clip` or a comparison with 0."
        )
    return ""


_NAMED: Mapping[str, Callable[[Any], Any]] = {
    "the exponential": np.exp,
    "the logarithm": np.log,
    "the square": np.square,
    "the square root": np.sqrt,
    "the absolute value": np.abs,
    "the reciprocal": np.reciprocal,
    "the hyperbolic tangent": np.tanh,
}


def _functions(evidence: Evidence) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield from _NAMED.items()
    for axis in range(evidence.axes_count):
        yield f"the softmax along {evidence.axis(axis)}", partial(_softmax, axis=axis)


def _is_function(evidence: Evidence, function: Callable[[Any], Any]) -> bool:
    with np.errstate(all="ignore"):
        return all(
            case.is_what_came(function(case.expected)) for case in evidence.cases
        ) and enough(case.numbers for case in evidence.wrong)


def _softmax(array: Any, axis: int) -> Any:
    powers = np.exp(array - array.max(axis=axis, keepdims=True, initial=-1e300))
    return powers / powers.sum(axis=axis, keepdims=True)


def _ratio(case: Case) -> float | None:
    """The factor between what is due and what came; NaN where any would do, None where none."""
    with np.errstate(all="ignore"):
        size = np.where(np.isfinite(case.expected), np.abs(case.expected), 0.0)
        if not size.any():
            return float("nan") if case.is_what_came(case.expected) else None
        peak = int(size.argmax())
        ratio = float(case.got.flat[peak] / case.expected.flat[peak])
        if not np.isfinite(ratio) or abs(ratio) < _SAME:
            return None
        scale = max(1.0, 1.0 / abs(ratio))
        return ratio if case.close(case.expected * (scale * ratio), case.got * scale) else None


def _constant(ratios: list[float]) -> str:
    """The factor in words where it is the same everywhere."""
    ratio = ratios[0]
    if not all(_same(ratio, other) for other in ratios):
        return ""
    whole = round(1 / ratio)
    return f"1/{whole}" if 2 <= whole <= 1000 and _same(1 / ratio, whole) else f"{ratio:.4g}"


def _by_size(ratios: list[tuple[Case, float]]) -> str:
    """The factor in words where it follows the sizes: "sqrt(d_head)"; two at most, with "or"."""
    names = sorted(set.intersection(*(set(case.sizes) for case, _ in ratios)))
    for tier in (_powers(names), _pairs(names)):
        fitting = [
            words
            for words, value in tier
            if all(_same(ratio, value(case.sizes)) for case, ratio in ratios)
        ]
        if fitting:
            return " or ".join(fitting) if len(fitting) <= 2 else ""
    fitting = [
        _times(ratios[0][1] / value(ratios[0][0].sizes), words)
        for words, value in _powers(names)
        if len({value(case.sizes) for case, _ in ratios}) >= _SIZES
        and all(
            _same(
                ratio * value(ratios[0][0].sizes),
                ratios[0][1] * value(case.sizes),
            )
            for case, ratio in ratios
        )
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _times(number: float, words: str) -> str:
    return f"{number:.4g}{words[1:]}" if words.startswith("1/") else f"{number:.4g} * {words}"


_Value = Callable[[Mapping[str, int]], float]
_SIZES = 3
"""Different sizes that it takes to know a power of a size with a number before it."""
_POWERS = {
    "{}": 1.0,
    "sqrt({})": 0.5,
    "1/{}": -1.0,
    "1/sqrt({})": -0.5,
    "{}**2": 2.0,
    "1/{}**2": -2.0,
    "{}**1.5": 1.5,
    "1/{}**1.5": -1.5,
}


def _powers(names: Sequence[str]) -> list[tuple[str, _Value]]:
    return [
        (words.format(name), partial(_power, name=name, power=power))
        for name in names
        for words, power in _POWERS.items()
    ]


def _pairs(names: Sequence[str]) -> list[tuple[str, _Value]]:
    """Products and quotients of two sizes, and the roots of these."""
    found: list[tuple[str, _Value]] = []
    for one, other in itertools.combinations(names, 2):
        for words, powers in {
            f"{one} * {other}": (1.0, 1.0),
            f"sqrt({one} * {other})": (0.5, 0.5),
            f"1/({one} * {other})": (-1.0, -1.0),
            f"1/sqrt({one} * {other})": (-0.5, -0.5),
            f"{one}/{other}": (1.0, -1.0),
            f"{other}/{one}": (-1.0, 1.0),
            f"sqrt({one}/{other})": (0.5, -0.5),
            f"sqrt({other}/{one})": (-0.5, 0.5),
            f"sqrt({one})/{other}": (0.5, -1.0),
            f"sqrt({other})/{one}": (-1.0, 0.5),
        }.items():
            found.append((words, partial(_product, one=one, other=other, powers=powers)))
    return found


def _power(sizes: Mapping[str, int], name: str, power: float) -> float:
    return float(sizes[name] ** power)


def _product(sizes: Mapping[str, int], one: str, other: str, powers: tuple[float, float]) -> float:
    return float(sizes[one] ** powers[0] * sizes[other] ** powers[1])


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * max(abs(one), abs(other))


def _only_axis(evidence: Evidence, holds: Callable[[Case, int], int | None]) -> int | None:
    """The one axis along which a relation of rows holds everywhere, tried on enough entries."""
    if not evidence.alike_in_shape:
        return None
    found = []
    for axis in range(evidence.axes_count):
        foretold: list[int] = []
        for case in evidence.cases:
            number = holds(case, axis)
            if number is None:
                break
            foretold.append(0 if case.right else number)
        if len(foretold) == len(evidence.cases) and enough(foretold):
            found.append(axis)
    return found[0] if len(found) == 1 else None


def _row_factor(case: Case, axis: int) -> int | None:
    """How many entries a row's factor foretells rightly, or None where one does not fit."""
    with np.errstate(all="ignore"):
        if not np.isfinite(case.expected).all() or not case.expected.size:
            return None
        peak = np.abs(case.expected).argmax(axis=axis, keepdims=True)
        due = np.take_along_axis(case.expected, peak, axis)
        ratio = np.where(due == 0, 1.0, np.take_along_axis(case.got, peak, axis) / due)
        if not np.isfinite(ratio).all() or np.any(np.abs(ratio) < _SAME):
            return None
        if not case.close(case.expected, case.got / ratio):
            return None
    return _foretold(case, axis)


def _row_shift(case: Case, axis: int) -> int | None:
    """How many entries a row's shift foretells rightly, or None where one does not fit."""
    with np.errstate(all="ignore"):
        if not np.isfinite(case.expected).all() or not case.expected.size:
            return None
        shift = np.take(case.got - case.expected, [0], axis)
        if not np.isfinite(shift).all() or not case.is_what_came(case.expected + shift):
            return None
    return _foretold(case, axis)


def _foretold(case: Case, axis: int) -> int:
    """How many different numbers there are beside the first of each row."""
    return int(
        np.count_nonzero(np.diff(np.sort(case.expected, axis=axis), axis=axis) > case.coarse)
    )


def _adds_up(array: Any, axes: tuple[int, ...]) -> bool:
    """Whether the rows along these axes add up to 1, those with a NaN aside."""
    with np.errstate(all="ignore"):
        sums = array.sum(axis=axes)
    known = sums[np.isfinite(sums)]
    return 2 * known.size >= sums.size > 0 and bool(np.all(np.abs(known - 1.0) < _SAME))


def _start(evidence: Evidence) -> str:
    return evidence.subject[0].upper() + evidence.subject[1:]
