"""Arrays in what an instructor reads of a failed assertion."""

import subprocess
import sys

import pytest

SHOW = """
import numpy as np
from course.grading.shown import show_arrays_short
show_arrays_short()
print(repr({array}))
"""


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        ("np.array([0.25, 2.0])", "array([0.25, 2.  ], dtype=float64)"),
        ("np.zeros((2, 2), np.float32)", "array([[0., 0.],\n       [0., 0.]], dtype=float32)"),
        ("np.zeros((2, 3, 4))", "<a float64 array of shape (2, 3, 4)>"),
        ("np.zeros((0, 3))", "<a float64 array of shape (0, 3)>"),
    ],
)
def test_a_small_array_is_written_out_and_a_large_one_told_by_its_shape(array, shown):
    # In a process of its own, for it changes how NumPy prints.
    command = [sys.executable, "-c", SHOW.format(array=array)]
    assert (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout == shown + "\n"
    )
