import numpy as np
import pytest


@pytest.mark.points(2)
def test_an_entry_over_its_row(submission, rng):
    """Each entry is divided by the sum of its row."""
    x = rng.uniform(1.0, 2.0, size=(2, 3))
    got = submission.share(x.copy())
    assert got.shape == x.shape
    np.testing.assert_allclose(got, [[value / sum(row) for value in row] for row in x])


@pytest.mark.points(1)
def test_a_sum_of_0_is_refused(submission):
    """A row that adds up to 0 is a ValueError, another is not."""
    np.testing.assert_allclose(submission.share(np.ones((2, 2))), 0.5)
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the student's
        submission.share(np.zeros((1, 2)))


@pytest.mark.points(1)
def test_a_zero_has_no_share(submission):
    """An entry of 0 has a share of 0."""
    x = np.array([[0.0, 2.0], [2.0, 0.0]])
    np.testing.assert_allclose(submission.share(x.copy()), x / 2)


@pytest.mark.points(1)
def test_the_callers_array_is_unchanged(submission, rng):
    """The caller's array is as it was, and the shares are right."""
    one, other = rng.uniform(1.0, 2.0, size=2)
    x = np.array([[one, other], [other, one]])
    before = x.copy()
    np.testing.assert_allclose(submission.share(x), before / (one + other))
    np.testing.assert_array_equal(x, before)
