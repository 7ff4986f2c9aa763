"""What an assertion that fails writes of its arrays, which an instructor reads as `detail`."""

from contextlib import suppress
from typing import Any

import numpy as np

from course.worker.codec import kind

_ENTRIES = 16
"""An array of more is told by its shape: to write it out takes longer than the test."""


def show_arrays_short() -> None:
    """Let `repr` of every array in this process be short, for good."""
    np.set_printoptions(threshold=_ENTRIES, edgeitems=1)
    with suppress(TypeError):  # NumPy has it since 2.0
        np.set_printoptions(override_repr=_short)


def _short(array: np.ndarray[Any, Any]) -> str:
    if not 0 < array.size <= _ENTRIES:
        return f"<{kind(array)}>"
    entries = np.array2string(array, separator=", ", prefix="array(")
    return f"array({entries}, dtype={array.dtype})"
