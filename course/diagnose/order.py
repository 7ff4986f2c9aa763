"""The orders of axes in which one array is another."""

import itertools
from typing import Any

import numpy as np

from course.diagnose.likeness import equal_values

_ENOUGH = 8
Order = tuple[int, ...]


def orders(got: Any, expected: Any) -> set[Order]:
    """Every order of axes that turns `got` into `expected`; values decide, not sizes."""
    if not 1 <= got.ndim == expected.ndim <= 4 or sorted(got.shape) != sorted(expected.shape):
        return set()
    return {
        order
        for order in itertools.permutations(range(got.ndim))
        if equal_values(got.transpose(order), expected, nan_alike=True)
    }


def only_order(got: Any, expected: Any) -> Order | None:
    """The one order of axes that turns `got` into `expected`, or None.

    Several orders, as for a symmetric array, count as none; so does one of a few small numbers, as
    a toy has them, which may be chance.
    """
    found = orders(got, expected)
    if len(found) != 1 or len(np.unique(expected)) < _ENOUGH:
        return None
    [order] = found
    return order if order != tuple(range(got.ndim)) else None
