import numpy as np
import pytest


@pytest.mark.points(2)
def test_every_entry_is_doubled(submission, reference, rng):
    """Every entry is twice as large."""
    x = rng.normal(size=(2, 3))
    got = submission.double(x.copy())
    assert got.shape == x.shape
    np.testing.assert_allclose(got, reference.double(x), rtol=1e-12)


@pytest.mark.points(1)
def test_the_callers_array_is_unchanged(submission, rng):
    """The caller's array is as it was, and the values are right."""
    x = rng.normal(size=(4, 2))
    before = x.copy()
    got = submission.double(x)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_allclose(got, before + before, rtol=1e-12)


@pytest.mark.points(1)
def test_an_empty_array_is_an_error(submission, rng):
    """An empty array is a ValueError, another is not."""
    x = rng.normal(size=(1, 2))
    np.testing.assert_allclose(submission.double(x.copy()), x + x, rtol=1e-12)
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the student's
        submission.double(np.zeros((0, 2)))
