"""Twenty hidden tests of `softmax` with one call each: what a common grader asks for."""

import numpy as np
import pytest


def weights_of(scores):
    """(…, seq_q, seq_k) -> same; the formula, shifted so that it does not overflow."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@pytest.mark.points(1)
def test_formula(submission, rng, assert_equal):
    """The weights follow the formula."""
    scores = rng.standard_normal((2, 3, 4, 5))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_square(submission, rng, assert_equal):
    """As many queries as keys."""
    scores = rng.standard_normal((2, 3, 4, 4))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_one_batch(submission, rng, assert_equal):
    """A batch of 1."""
    scores = rng.standard_normal((1, 3, 4, 5))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_one_head(submission, rng, assert_equal):
    """A single head."""
    scores = rng.standard_normal((2, 1, 4, 5))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_one_query(submission, rng, assert_equal):
    """A single query."""
    scores = rng.standard_normal((2, 3, 1, 5))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_one_key(submission, rng, assert_equal):
    """A single key has weight 1."""
    scores = rng.standard_normal((2, 3, 4, 1))
    assert_equal(submission.softmax(scores), np.ones((2, 3, 4, 1)))


@pytest.mark.points(1)
def test_large_batch(submission, rng, assert_equal):
    """A batch of 32."""
    scores = rng.standard_normal((32, 3, 5, 7))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_many_keys(submission, rng, assert_equal):
    """A hundred keys."""
    scores = rng.standard_normal((1, 2, 3, 100))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_sum(submission, rng, assert_equal):
    """Each query's weights sum to 1."""
    weights = submission.softmax(rng.standard_normal((2, 3, 4, 5)))
    assert_equal(weights.sum(axis=-1), np.ones((2, 3, 4)))


@pytest.mark.points(1)
def test_positive(submission, rng, assert_shape):
    """Every weight is positive."""
    weights = submission.softmax(rng.standard_normal((2, 3, 4, 5)))
    assert_shape(weights, (2, 3, 4, 5))
    assert np.all(weights > 0.0)


@pytest.mark.points(1)
def test_order(submission, rng, assert_shape):
    """The highest score has the highest weight."""
    scores = rng.standard_normal((2, 3, 4, 5))
    weights = submission.softmax(scores)
    assert_shape(weights, (2, 3, 4, 5))
    assert np.array_equal(weights.argmax(axis=-1), scores.argmax(axis=-1))


@pytest.mark.points(1)
def test_equal_scores(submission, rng, assert_equal):
    """Equal scores share the weight."""
    scores = np.full((2, 3, 4, 5), rng.standard_normal())
    assert_equal(submission.softmax(scores), np.full((2, 3, 4, 5), 0.2))


@pytest.mark.points(1)
def test_zeros(submission, assert_equal):
    """Scores of 0 share the weight."""
    assert_equal(submission.softmax(np.zeros((1, 1, 2, 4))), np.full((1, 1, 2, 4), 0.25))


@pytest.mark.points(1)
def test_by_hand(submission, assert_equal):
    """Scores that are logarithms give the weights they were made from."""
    expected = np.array([[[[0.25, 0.75], [0.9, 0.1]]]])
    assert_equal(submission.softmax(np.log(8.0 * expected)), expected)


@pytest.mark.points(1)
def test_large_scores(submission, rng, assert_equal):
    """Large scores give finite weights."""
    scores = 1000.0 + rng.standard_normal((2, 3, 4, 5))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_low_scores(submission, rng, assert_equal):
    """Low scores give finite weights."""
    scores = -1000.0 + rng.standard_normal((2, 3, 4, 5))
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_minus_infinity(submission, rng, assert_equal):
    """A score of minus infinity has weight 0."""
    scores = rng.standard_normal((2, 3, 4, 5))
    scores[..., 0] = -np.inf
    assert_equal(submission.softmax(scores), weights_of(scores))


@pytest.mark.points(1)
def test_unchanged(submission, rng):
    """The caller's scores are as they were."""
    scores = rng.standard_normal((2, 3, 4, 5))
    before = scores.copy()
    submission.softmax(scores)
    np.testing.assert_array_equal(scores, before, strict=True)


@pytest.mark.points(1)
def test_reference(submission, reference, rng, assert_equal):
    """The weights are those of the reference."""
    scores = rng.standard_normal((2, 3, 4, 5))
    expected = reference.softmax(scores.copy())
    assert_equal(submission.softmax(scores), expected)


@pytest.mark.points(1)
def test_float32(submission, rng, assert_equal):
    """The scores may be float32."""
    scores = rng.standard_normal((2, 3, 4, 5)).astype(np.float32)
    expected = weights_of(scores.astype(np.float64))
    assert_equal(submission.softmax(scores), expected, inputs="float32")
