"""When a value is right, and when two observations are alike."""

from typing import Any

import numpy as np

from course.observation import Observation

TOLERANCE = 1e-12
"""Correct styles spread to 5e-16 in float64; a float32 inside starts at 1e-7."""
TOLERANCE_FLOAT32 = 1e-5


def equal(got: Any, expected: Any, *, absolute: bool = False) -> bool:
    """Whether a value is right: same shape, every entry within the contract's tolerance.

    The tolerance is 1e-12 · max(1, max|expected|), or 1e-12 alone with `absolute`; 1e-5 where
    float32 is expected. NaN equals nothing. A tuple and a list of arrays are alike.
    """
    return equal_values(got, expected, absolute=absolute)


def same(got: Observation, expected: Observation) -> bool:
    """Whether two observations are alike; here NaN equals NaN, and the dtype counts.

    Where float32 is expected, float64 will do.
    """
    return same_given(got, expected, expected)


def same_given(got: Observation, other: Observation, expected: Observation) -> bool:
    """Alike, where `expected` says whether float64 may stand for float32."""
    if got.raised != other.raised or set(got.changed) != set(other.changed):
        return False
    if got.raised:
        return True
    widens = any(array.dtype == np.float32 for array in arrays_in(expected.value))
    return equal_values(got.value, other.value, nan_alike=True, exact_dtype=True, widens=widens)


def equal_values(
    got: Any,
    expected: Any,
    *,
    absolute: bool = False,
    nan_alike: bool = False,
    exact_dtype: bool = False,
    widens: bool = False,
) -> bool:
    """`equal`, where NaN may equal NaN, the dtype may count, and float64 may stand for float32."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(
                equal_values(
                    *pair,
                    absolute=absolute,
                    nan_alike=nan_alike,
                    exact_dtype=exact_dtype,
                    widens=widens,
                )
                for pair in zip(got, expected, strict=True)
            )
        )
    if not is_number(expected):
        return type(got) is type(expected) and bool(got == expected)
    if not is_number(got) or np.shape(got) != np.shape(expected):
        return False
    array, right = np.asarray(got), np.asarray(expected)
    if exact_dtype and array.ndim and array.dtype != right.dtype:
        floats = {np.dtype(np.float32), np.dtype(np.float64)}
        if not (widens and {array.dtype, right.dtype} <= floats):
            return False
    alike = entries_alike(array, right, absolute=absolute, nan_alike=nan_alike, widens=widens)
    return bool(alike.all())


def entries_alike(
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


def is_number(value: Any) -> bool:
    """Whether it is a number or an array of numbers."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, bool | int | float | complex)


def arrays_in(value: Any) -> list[Any]:
    """The arrays in a value, one that is an array itself too."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, list | tuple):
        return [array for item in value for array in arrays_in(item)]
    return []
