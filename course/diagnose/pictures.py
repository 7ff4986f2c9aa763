"""The part of a wrong result that a small picture shows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.diagnose.likeness import same
from course.maps import Maps
from course.observation import Observation

_MOST_CELLS = 8
"""A map with more rows or columns is no small picture any more."""


def maps_of(got: Any, expected: Any, axes: Sequence[str]) -> Maps | None:
    """The first map of queries and keys that differs, or None for any other kind of result."""
    if not all(isinstance(value, np.ndarray) and value.ndim >= 2 for value in (got, expected)):
        return None
    if not all(name.startswith("seq") for name in axes[-2:]) or len(axes) != expected.ndim:
        return None
    if got.dtype.kind not in "fiu" or got.shape[:-2] != expected.shape[:-2]:
        return None
    if not all(0 < size <= _MOST_CELLS for size in (*got.shape[-2:], *expected.shape[-2:])):
        return None
    got, expected = got.astype(np.float64), expected.astype(np.float64)
    for index in np.ndindex(expected.shape[:-2]):
        if not same(Observation(got[index]), Observation(expected[index])):
            at = [f"{name}={number}" for name, number in zip(axes, index, strict=False)]
            return Maps(
                rows=axes[-2],
                columns=axes[-1],
                at=", ".join(at),
                got=_rows(got[index]),
                expected=_rows(expected[index]),
            )
    return None


def _rows(array: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in array)
