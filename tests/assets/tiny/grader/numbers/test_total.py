import numpy as np
import pytest


@pytest.mark.points(2)
def test_one_sum_a_column(submission, rng):
    """The result has one sum for each column."""
    x = rng.normal(size=(2, 5))
    got = submission.total(x)
    assert got.shape == (5,)
    np.testing.assert_allclose(got, [sum(column) for column in x.T], rtol=1e-12)


@pytest.mark.points(1)
def test_a_single_row_is_its_own_sum(submission, rng):
    """A single row is its own sum."""
    x = rng.normal(size=(1, 3))
    got = submission.total(x)
    assert got.shape == (3,)
    np.testing.assert_array_equal(got, x[0])
