"""What a function did, held against what the reference and each known mistake do.

Everything here is pure: a student's laptop and the grader compare with the same rules.
"""

import copy
import itertools
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from course.model import Diagnosis, Observation, Opaque

TOLERANCE = 1e-12
"""Correct styles spread to 5e-16 in float64; a float32 inside starts at 1e-7."""
TOLERANCE_FLOAT32 = 1e-5
_TEXT_LIMIT = 500

Chaffs = Mapping[str, tuple[str, Sequence[Observation]]]
"""Name of a known mistake -> its message and what it does on every example."""


def observe(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Observation:
    """Call a function on copies of the arguments, by position, and say what it did.

    A `Fault` of the worker is no observation and goes on to the caller.
    """
    given = copy.deepcopy(dict(arguments))
    value, raised, line, text = None, None, None, ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = _plain(function(*given.values()))
        except (Exception, SystemExit) as error:
            raised = getattr(error, "student_class", None) or type(error).__name__
            line = getattr(error, "student_line", None) or _line(error, function)
            text = _text(error)
    changed = tuple(name for name, before in arguments.items() if not _kept(given[name], before))
    return Observation(value, raised, changed, line, text)


def equal(got: Any, expected: Any, *, absolute: bool = False) -> bool:
    """Whether a value is right: same shape, every entry within the contract's tolerance.

    The tolerance is 1e-12 · max(1, max|expected|), or 1e-12 alone with `absolute`; 1e-5 where
    float32 is expected. NaN equals nothing. A tuple and a list of arrays are alike.
    """
    return _equal(got, expected, absolute=absolute)


def same(got: Observation, expected: Observation) -> bool:
    """Whether two observations are alike; here NaN equals NaN, and the dtype counts.

    Where float32 is expected, float64 will do.
    """
    return _same(got, expected, expected)


def diagnose(
    got: Sequence[Observation], expected: Sequence[Observation], chaffs: Chaffs
) -> Diagnosis | None:
    """The mistake that explains every observation, or None.

    `got`, `expected` and each chaff's observations are of the same examples, in the same order.
    A known mistake goes before a general one.
    """
    if all(map(same, got, expected)):
        return None
    for name, (message, observations) in chaffs.items():
        if all(map(_same, got, observations, expected)):
            return Diagnosis(message, name)
    message = _general(got, expected)
    return Diagnosis(message) if message else None


def describe(value: Any, axes: Sequence[str] = ()) -> str:
    """What a value is, with its axes named: "(batch=1, heads=2, seq=2, d_head=3)"."""
    if isinstance(value, np.ndarray):
        return _shape(value.shape, axes)
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return value.kind
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list | tuple):
        if value and all(isinstance(item, np.ndarray) for item in value):
            shapes = [describe(item, axes) for item in value]
            if len(set(shapes)) == 1 and len(shapes) > 1:
                return f"{len(shapes)} arrays of {shapes[0]}"
            return f"{_count(len(shapes), 'array')}: {', '.join(shapes)}"
        return f"a {type(value).__name__} of {_count(len(value), 'item')}"
    return f"the {type(value).__name__} {value!r}"


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
    if _equal(got.value, expected.value, nan_alike=True, exact_dtype=True):
        return _changed(got, expected)
    return _value_difference(got.value, expected.value, axes)


def _value_difference(got: Any, expected: Any, axes: Sequence[str]) -> str:
    if got is None:
        return "Got None: does your function return its result?"
    if isinstance(expected, list | tuple):
        return _items_difference(got, expected, axes)
    if isinstance(expected, np.ndarray) and isinstance(got, np.ndarray):
        return _array_difference(got, expected, axes)
    if isinstance(expected, np.ndarray):
        return f"Got {_kind(got)}; expected an array of shape {_shape(expected.shape, axes)}."
    if isinstance(got, np.ndarray):
        return f"Got an array of shape {_shape(got.shape, axes)}; expected {describe(expected)}."
    return f"Got {describe(got)}; expected {describe(expected)}."


def _items_difference(got: Any, expected: Sequence[Any], axes: Sequence[str]) -> str:
    wanted = describe(expected, axes)
    if isinstance(got, np.ndarray):
        return f"Got one array of shape {_shape(got.shape, axes)}; expected {wanted}."
    if not isinstance(got, list | tuple):
        return f"Got {_kind(got)}; expected {wanted}."
    if len(got) != len(expected):
        return f"Got {_count(len(got), 'item')}; expected {wanted}."
    for position, (item, right) in enumerate(zip(got, expected, strict=True), start=1):
        if not _equal(item, right, nan_alike=True, exact_dtype=True):
            others = [
                number
                for number, other in enumerate(expected, start=1)
                if number != position and _equal(item, other, nan_alike=True)
            ]
            if others:
                return (
                    f"Item {position} of {len(expected)} is what item {others[0]} should be: "
                    "check their order."
                )
            return f"Item {position} of {len(expected)}: {_value_difference(item, right, axes)}"
    return ""


def _array_difference(got: Any, expected: Any, axes: Sequence[str]) -> str:
    order = _order(got, expected)
    if order is not None:
        names = _names(axes, expected.ndim)
        found = _shape(got.shape, [names[axis] for axis in np.argsort(order)] if axes else ())
        moved = [axis for axis, other in enumerate(order) if axis != other]
        how = (
            f"axes {moved[0]} and {moved[1]} are swapped"
            if len(moved) == 2
            else f"its axes are in another order, move them by {tuple(map(int, order))}"
        )
        return (
            f"The result has shape {found}; expected {_shape(expected.shape, axes)}: "
            f"the values are right, but {how}."
        )
    if got.shape != expected.shape:
        sentence = (
            f"The result has shape {_shape(got.shape, _moved(got.shape, expected.shape, axes))}; "
            f"expected {_shape(expected.shape, axes)}"
        )
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
    alike = _alike(got, expected, nan_alike=True)
    if alike.all():
        return f"The values are right, but dtype is {got.dtype}; expected {expected.dtype}."
    first = tuple(int(index) for index in np.argwhere(~alike)[0])
    wrong = int(alike.size - np.count_nonzero(alike))
    number, right = _numbers(got[first], expected[first])
    names = _names(axes, expected.ndim)
    if not first:
        return f"Got {number}, expected {right}."
    at = ", ".join(
        f"{name}={index}" if axes else str(index) for name, index in zip(names, first, strict=True)
    )
    differ = "differs" if wrong == 1 else "differ"
    return (
        f"First difference at ({at}): got {number}, expected {right}. "
        f"{wrong} of {_count(alike.size, 'entry', 'entries')} {differ}."
    )


def _general(got: Sequence[Observation], expected: Sequence[Observation]) -> str:
    """A mistake that needs no chaff to be known; shows no value."""
    if all(observation.raised == "NotImplementedError" for observation in got):
        return "This function is not written yet."
    pairs = list(zip(got, expected, strict=True))
    values = [(a, b) for a, b in pairs if not a.raised and not b.raised]
    if not values:
        return ""
    if all(a.value is None and b.value is not None for a, b in values):
        return "Your function returns None. Does it return its result?"
    wrong = [(a, b) for a, b in pairs if not same(a, b)]
    if all(_like(a, b) for a, b in wrong):
        return _changed(*wrong[0])
    if any(a.raised != b.raised for a, b in wrong):
        return ""
    if all(isinstance(a.value, list) and isinstance(b.value, np.ndarray) for a, b in wrong):
        return "Your function returns a list. Return a numpy array."
    if all(_close(a.value, b.value) for a, b in wrong):
        return (
            "Your values are right to about 7 digits only. "
            "Does something turn float64 into float32 on the way?"
        )
    orders = [
        _order(a.value, b.value)
        for a, b in wrong
        if isinstance(a.value, np.ndarray) and isinstance(b.value, np.ndarray)
    ]
    if len(orders) == len(wrong) and None not in orders and len(set(orders)) == 1:
        moved = [axis for axis, other in enumerate(orders[0] or ()) if axis != other]
        which = f"axes {moved[0]} and {moved[1]}" if len(moved) == 2 else "the axes"
        return f"Your values are right, but {which} of the result are in another order."
    return ""


def _same(got: Observation, other: Observation, expected: Observation) -> bool:
    """Alike, where `expected` says whether float64 may stand for float32."""
    if got.raised != other.raised or set(got.changed) != set(other.changed):
        return False
    if got.raised:
        return True
    widens = any(array.dtype == np.float32 for array in _arrays(expected.value))
    return _equal(got.value, other.value, nan_alike=True, exact_dtype=True, widens=widens)


def _equal(
    got: Any,
    expected: Any,
    *,
    absolute: bool = False,
    nan_alike: bool = False,
    exact_dtype: bool = False,
    widens: bool = False,
) -> bool:
    if isinstance(expected, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(
                _equal(
                    *pair,
                    absolute=absolute,
                    nan_alike=nan_alike,
                    exact_dtype=exact_dtype,
                    widens=widens,
                )
                for pair in zip(got, expected, strict=True)
            )
        )
    if not _is_number(expected):
        return type(got) is type(expected) and bool(got == expected)
    if not _is_number(got) or np.shape(got) != np.shape(expected):
        return False
    array, right = np.asarray(got), np.asarray(expected)
    if exact_dtype and array.ndim and array.dtype != right.dtype:
        floats = {np.dtype(np.float32), np.dtype(np.float64)}
        widens = widens or right.dtype == np.float32
        if not (widens and {array.dtype, right.dtype} <= floats):
            return False
    return bool(_alike(array, right, absolute=absolute, nan_alike=nan_alike, widens=widens).all())


def _alike(
    got: Any,
    expected: Any,
    *,
    absolute: bool = False,
    nan_alike: bool = False,
    widens: bool = False,
) -> Any:
    """Entry by entry, for two arrays of one shape."""
    with np.errstate(all="ignore"):
        finite = np.abs(expected[np.isfinite(expected)])
        scale = 1.0 if absolute else max(1.0, float(finite.max(initial=0.0)))
        single = widens or expected.dtype == np.float32
        limit = (TOLERANCE_FLOAT32 if single else TOLERANCE) * scale
        kind = np.complex128 if "c" in got.dtype.kind + expected.dtype.kind else np.float64
        alike = (got == expected) | (np.abs(got.astype(kind) - expected.astype(kind)) <= limit)
        if nan_alike:
            alike |= np.isnan(got) & np.isnan(expected)
    return alike


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
        and bool(_alike(got, expected, nan_alike=True, widens=True).all())
    )


def _like(got: Observation, expected: Observation) -> bool:
    """Right but for changed arguments."""
    return (
        not got.raised
        and not expected.raised
        and got.changed != expected.changed
        and _equal(got.value, expected.value, nan_alike=True, exact_dtype=True)
    )


def _changed(got: Observation, expected: Observation) -> str:
    names = [name for name in got.changed if name not in expected.changed]
    if not names:
        left = [name for name in expected.changed if name not in got.changed]
        return f"Your function should change its argument {_and(left)} in place."
    return f"Your function changes its argument {_and(names)}. Leave the caller's array as it was."


def _order(got: Any, expected: Any) -> tuple[int, ...] | None:
    """The one order of axes that turns `got` into `expected`, or None.

    Values decide, not sizes. Several orders, as for a symmetric array, count as none.
    """
    if not 2 <= got.ndim == expected.ndim <= 4 or sorted(got.shape) != sorted(expected.shape):
        return None
    orders = [
        order
        for order in itertools.permutations(range(got.ndim))
        if _equal(got.transpose(order), expected, nan_alike=True)
    ]
    return orders[0] if len(orders) == 1 and orders[0] != tuple(range(got.ndim)) else None


def _moved(shape: Sequence[int], expected: Sequence[int], axes: Sequence[str]) -> Sequence[str]:
    """Names for the axes of a wrong shape, where the sizes leave no doubt which is which."""
    if len(axes) != len(expected) or len(set(expected)) < len(expected):
        return ()
    names = dict(zip(expected, axes, strict=True))
    return [names[size] for size in shape] if sorted(shape) == sorted(expected) else ()


def _shape(shape: Sequence[int], axes: Sequence[str]) -> str:
    if axes and len(axes) == len(shape):
        return f"({', '.join(f'{name}={size}' for name, size in zip(axes, shape, strict=True))})"
    return str(tuple(int(size) for size in shape))


def _names(axes: Sequence[str], count: int) -> Sequence[str]:
    return axes if len(axes) == count else [f"axis {axis}" for axis in range(count)]


def _numbers(got: Any, expected: Any) -> tuple[str, str]:
    """Two numbers, with as many digits as it takes to tell them apart."""
    short = f"{got:.6g}", f"{expected:.6g}"
    return short if short[0] != short[1] else (repr(got.item()), repr(expected.item()))


def _kind(value: Any) -> str:
    if isinstance(value, Opaque):
        return value.kind
    return "None" if value is None else _a(type(value).__name__)


def _a(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _and(names: Sequence[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)


def _is_number(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, bool | int | float | complex)


def _arrays(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, list | tuple):
        return [array for item in value for array in _arrays(item)]
    return []


def _plain(value: Any, depth: int = 0) -> Any:
    """The value as arrays, numbers, texts, tuples and lists; anything else becomes `Opaque`."""
    if isinstance(value, np.generic | np.ndarray):
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":
            return Opaque(f"{_a(array.dtype.name)} array of shape {array.shape}")
        return array if isinstance(value, np.ndarray) else array.item()
    if value is None or type(value) in (bool, int, float, complex, str):
        return value
    if type(value) in (tuple, list) and depth < 8:
        return type(value)(_plain(item, depth + 1) for item in value)
    return value if isinstance(value, Opaque) else Opaque(_a(type(value).__name__[:80]))


def _kept(after: Any, before: Any) -> bool:
    if not isinstance(before, np.ndarray):
        return True
    return (
        after.shape == before.shape
        and after.dtype == before.dtype
        and np.array_equal(after, before, equal_nan=before.dtype.kind in "fc")
    )


def _line(error: BaseException, function: Callable[..., Any]) -> int | None:
    """The innermost line of the function's own file in the traceback."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if file and traceback.tb_frame.f_code.co_filename == file:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _text(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:_TEXT_LIMIT]
    except Exception:
        return ""
