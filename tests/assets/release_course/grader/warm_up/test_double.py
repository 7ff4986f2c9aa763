import numpy as np
import pytest


@pytest.mark.points(2)
@pytest.mark.parametrize("size", [1, 7])
def test_doubles(submission, rng, size):
    """Every number is doubled."""
    x = rng.normal(size=size)
    np.testing.assert_allclose(submission.double(x), x + x)


@pytest.mark.points(0.5)
def test_keeps_integers_exact(submission):
    """Whole numbers stay exact."""
    assert submission.double(np.array([98765.0]))[0] == 197530.0
