"""What the hidden tests share: how an array is compared with what is due."""

import numpy as np
import pytest

TOLERANCE = {
    "float64": 1e-12,  # correct styles spread to 5e-16, float32 inside starts at 1e-7
    "float32": 1e-5,  # correct styles spread to 1e-6, a mistake moves whole digits
}
"""dtype of the inputs -> largest deviation, relative to the largest entry and absolute below 1."""


def check_shape(got, shape):
    """Assert that `got` is an array of real floats of that shape."""
    assert isinstance(got, np.ndarray), f"a {type(got).__name__} came back, an array is due"
    assert got.shape == shape, f"shape {got.shape} came back, {shape} is due"
    assert got.dtype.kind == "f", f"dtype {got.dtype} came back, a real float is due"


def check_equal(got, expected, inputs="float64"):
    """Assert that `got` is an array equal to `expected`: shape first, since NumPy broadcasts."""
    check_shape(got, expected.shape)
    allowed = TOLERANCE[inputs] * max(1.0, float(np.abs(expected).max()))
    with np.errstate(invalid="ignore"):
        off = np.abs(got - expected)
    assert (off <= allowed).all(), f"off by up to {off.max()}, {allowed} is allowed"


@pytest.fixture
def assert_shape():
    """`assert_shape(got, shape)`: before a test looks inside what came back."""
    return check_shape


@pytest.fixture
def assert_equal():
    """`assert_equal(got, expected, inputs="float64")`: the comparison of the course."""
    return check_equal
