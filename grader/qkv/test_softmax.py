"""Hidden tests of `softmax`; a test's first docstring line is what its student reads."""

import math

import numpy as np
import pytest


def softmax_by_formula(scores):
    """(batch, heads, seq_q, seq_k) -> same; for scores of moderate size."""
    powers = np.exp(scores)
    return powers / np.einsum("bhij->bhi", powers)[..., np.newaxis]


@pytest.mark.points(0.5)
@pytest.mark.stays("it is the formula itself; each of the others sees one side of it.")
def test_weights_follow_the_formula(submission, rng, assert_equal):
    """Each weight is exp(score) over the sum of exp(score) for all keys of that query."""
    scores = rng.standard_normal((2, 3, 4, 5))
    expected = softmax_by_formula(scores)
    assert_equal(submission.softmax(scores), expected)


@pytest.mark.points(0.5)
@pytest.mark.stays("it says what weights are without a value of the formula.")
def test_rows_sum_to_one(submission, rng, assert_shape, assert_equal):
    """Each query's weights over the keys are positive, sum to 1, and grow with the score."""
    scores = 3.0 * rng.standard_normal((2, 3, 4, 6))
    order = np.argsort(scores, axis=-1)
    weights = submission.softmax(scores)
    assert_shape(weights, (2, 3, 4, 6))
    assert np.all(weights > 0.0)
    assert_equal(weights.sum(axis=-1), np.ones((2, 3, 4)))
    assert np.all(np.diff(np.take_along_axis(weights, order, axis=-1), axis=-1) > 0.0)


@pytest.mark.points(0.5)
def test_large_scores_stay_finite(submission, rng, assert_equal):
    """Large scores, positive or negative, give the right finite weights."""
    gap = rng.integers(1, 64) / 16.0  # exact in float64 beside 800, so no digit is lost
    low, high = 1.0 / (1.0 + math.exp(gap)), 1.0 / (1.0 + math.exp(-gap))
    expected = np.array([[[[low, high], [high, low]]]])
    for far in (800.0, -800.0, 2.0**20, -(2.0**20)):
        scores = np.array([[[[far, far + gap], [far + gap, far]]]])
        assert_equal(submission.softmax(scores), expected)
    # The rows of a call are alike: what rows far apart do to each other is another test's business.
    largest = np.finfo(np.float64).max
    for row, due in (([largest, -largest], [1.0, 0.0]), ([-1e300, -1e300], [0.5, 0.5])):
        assert_equal(submission.softmax(np.array([[[row, row]]])), np.array([[[due, due]]]))


@pytest.mark.points(0.5)
def test_minus_infinity_has_weight_0(submission, rng, assert_equal):
    """A score of minus infinity has weight 0, and the other keys share the rest."""
    scores = rng.standard_normal((2, 2, 3, 4))
    expected = np.zeros((2, 2, 3, 4))
    expected[..., 1:3] = softmax_by_formula(scores[..., 1:3])
    scores[..., 0] = scores[..., 3] = -np.inf
    got = submission.softmax(scores)
    assert_equal(got, expected)
    assert np.all(got[..., [0, 3]] == 0.0)


@pytest.mark.points(0.25)
@pytest.mark.stays("it refuses every way in which queries can meet, known or not.")
def test_queries_do_not_meet(submission, rng, assert_shape, assert_equal):
    """Other scores for one query change that query's weights and no other's."""
    scores = rng.standard_normal((2, 2, 3, 3))
    changed = scores.copy()
    changed[1, 0, 2] = rng.standard_normal(3)
    expected_row = softmax_by_formula(changed)[1, 0, 2]
    before = submission.softmax(scores)
    assert_shape(before, (2, 2, 3, 3))
    expected = before.astype(np.float64)
    expected[1, 0, 2] = expected_row
    assert_equal(submission.softmax(changed), expected)


@pytest.mark.points(0.25)
def test_two_tokens_by_hand(submission, assert_equal):
    """Scores that are logarithms, log(1) = 0 too, give the weights they were made from."""
    expected = np.array([[[[0.25, 0.75], [0.9, 0.1]]]])
    assert_equal(submission.softmax(np.log(4.0 * expected)), expected)


@pytest.mark.points(0.25)
def test_rows_far_apart(submission, rng, assert_equal):
    """A query with low scores, even beside -inf, is weighed as well as one with high scores."""
    near = rng.standard_normal((1, 2, 3, 4))
    far = np.array([0.0, 2.0**12, -(2.0**12)])[:, np.newaxis]
    expected = softmax_by_formula((near + far) - far)
    assert_equal(submission.softmax(near + far), expected)
    # Lower than the numbers that are often put in place of minus infinity, and still finite.
    low = -(2.0 ** rng.integers(31, 1000))
    got = submission.softmax(np.array([[[[low, -np.inf, 2.0 * low], [low, 2.0 * low, -np.inf]]]]))
    assert_equal(got, np.array([[[[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]]]))


@pytest.mark.points(0.25)
def test_one_key_and_one_query(submission, rng, assert_equal):
    """Axes of size 1 stay; a single key has weight 1."""
    one_key = rng.standard_normal((2, 1, 3, 1))
    one_query = rng.standard_normal((1, 1, 1, 3))
    expected = softmax_by_formula(one_query)
    assert_equal(submission.softmax(one_key), np.ones((2, 1, 3, 1)))
    assert_equal(submission.softmax(one_query), expected)


@pytest.mark.points(0.25)
@pytest.mark.stays(
    "the contract promises such a batch; known mistakes in the batch show in small ones too."
)
def test_batch_of_32(submission, reference, rng, assert_equal):
    """A batch of 32 sequences works as a batch of 1 does, with more keys than queries."""
    scores = rng.standard_normal((32, 2, 3, 5))
    expected = reference.softmax(scores)
    assert_equal(submission.softmax(scores), expected)


@pytest.mark.points(0.25)
def test_scores_are_unchanged(submission, rng, assert_equal):
    """The function leaves the scores as they were, and its weights are right."""
    scores = rng.standard_normal((2, 2, 3, 4))
    before = scores.copy()
    assert_equal(submission.softmax(scores), softmax_by_formula(before))
    np.testing.assert_array_equal(scores, before, strict=True)
    scores[..., 1] = -np.inf
    before = scores.copy()
    submission.softmax(scores)
    np.testing.assert_array_equal(scores, before, strict=True)


@pytest.mark.points(0.25)
@pytest.mark.stays(
    "nothing else refuses a wider float, which no chaff can return on every machine."
)
def test_float64_stays_float64(submission, rng, assert_equal):
    """float64 goes in and float64 comes out, with all its digits."""
    scores = rng.standard_normal((2, 2, 3, 4))
    expected = softmax_by_formula(scores)
    got = submission.softmax(scores)
    assert_equal(got, expected)
    assert got.dtype == np.float64


@pytest.mark.points(0.25)
@pytest.mark.stays("nothing else has float32 inputs.")
def test_float32_is_taken(submission, rng, assert_equal):
    """The scores may be float32."""
    scores = rng.standard_normal((2, 2, 3, 4)).astype(np.float32)
    expected = softmax_by_formula(scores.astype(np.float64))
    assert_equal(submission.softmax(scores), expected, inputs="float32")
