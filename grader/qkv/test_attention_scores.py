"""Hidden tests of `attention_scores`; a test's first docstring line is what its student reads."""

import math

import numpy as np
import pytest


def score_by_formula(Q, K):
    """(…, seq_q, d_head), (…, seq_k, d_head) -> (…, seq_q, seq_k), each index by its name."""
    return np.einsum("bhid,bhjd->bhij", Q, K) / math.sqrt(Q.shape[3])


def draw(rng, batch, heads, seq_q, seq_k, d_head):
    """Q and K."""
    Q = rng.standard_normal((batch, heads, seq_q, d_head))
    K = rng.standard_normal((batch, heads, seq_k, d_head))
    return Q, K


@pytest.mark.stays("all axes of different size, the plainest claim of all.")
@pytest.mark.points(0.5)
def test_every_query_meets_every_key(submission, rng, assert_equal):
    """The score of query i and key j stands at [i, j], in every head of every sequence."""
    Q, K = draw(rng, batch=2, heads=3, seq_q=4, seq_k=6, d_head=5)
    expected = score_by_formula(Q, K)
    assert_equal(submission.attention_scores(Q, K), expected)


@pytest.mark.stays("pays for the right scale where the scores stand in wrong places.")
@pytest.mark.points(0.5)
def test_scaled_by_the_root_of_d_head(submission, rng, assert_equal):
    """Scores are divided by the square root of d_head, also where it is not whole."""
    # 300: no two such ints need be one object, so a check of d_head with `is` raises.
    for d_head in (5, 6, 8, 300):
        size = 1.0 + rng.random()
        Q = np.full((1, 3, 2, d_head), size)
        K = np.ones((1, 3, 4, d_head))
        expected = np.full((1, 3, 2, 4), size * d_head / math.sqrt(d_head))
        assert_equal(submission.attention_scores(Q, K), expected)


@pytest.mark.stays("pays for the right places where the scale is wrong.")
@pytest.mark.points(0.5)
def test_rows_are_queries_and_columns_are_keys(submission, rng, assert_shape):
    """A query that matches one key alone has its only positive score in that key's column."""
    column = rng.permutation(5)[:3]
    K = np.roll(np.eye(6), 1, axis=1)[np.newaxis, np.newaxis, :5]
    Q = K[:, :, column]
    got = submission.attention_scores(Q, K)
    assert_shape(got, (1, 1, 3, 5))
    np.testing.assert_array_equal(got[0, 0] > 1e-3, np.eye(5)[column] > 0, strict=True)
    assert np.all(np.abs(got[got <= 1e-3]) <= 1e-12)


@pytest.mark.points(0.5)
def test_queries_and_keys_must_share_d_head(submission, rng, assert_equal):
    """A d_head that differs raises a ValueError; one that agrees is scored."""
    Q, K = draw(rng, batch=2, heads=2, seq_q=3, seq_k=2, d_head=1)
    expected = score_by_formula(Q, K)
    assert_equal(submission.attention_scores(Q, K), expected)
    Q = rng.standard_normal((1, 2, 3, 4))
    for d_head in (3, 6):
        K = rng.standard_normal((1, 2, 3, d_head))
        with pytest.raises(ValueError):  # noqa: PT011 - the message is the student's own
            submission.attention_scores(Q, K)


@pytest.mark.stays("worked out without the formula that the other tests share.")
@pytest.mark.points(0.25)
def test_two_tokens_by_hand(submission, assert_equal):
    """Two tokens with four features, in a batch of 1."""
    Q = np.array([[[[2.0, 0.0, 1.0, 1.0], [0.0, 4.0, 0.0, 0.0]]]])
    K = np.array([[[[1.0, 1.0, 2.0, 0.0], [3.0, -1.0, 0.0, 2.0]]]])
    assert_equal(submission.attention_scores(Q, K), np.array([[[[2.0, 4.0], [2.0, -2.0]]]]))


@pytest.mark.stays("the one with fewer keys than queries.")
@pytest.mark.points(0.25)
def test_more_keys_than_queries_and_fewer(submission, rng, assert_equal):
    """There may be more keys than queries, or fewer."""
    for seq_q, seq_k in ((2, 7), (7, 2)):
        Q, K = draw(rng, 2, 3, seq_q, seq_k, d_head=4)
        expected = score_by_formula(Q, K)
        assert_equal(submission.attention_scores(Q, K), expected)


@pytest.mark.points(0.25)
def test_all_axes_of_one_size(submission, rng, assert_equal):
    """Axes that all have the same size are not mixed up."""
    Q, K = draw(rng, batch=3, heads=3, seq_q=3, seq_k=3, d_head=3)
    expected = score_by_formula(Q, K)
    assert_equal(submission.attention_scores(Q, K), expected)


@pytest.mark.stays("its title says that size 1 is the matter, which no other does.")
@pytest.mark.points(0.25)
def test_axes_of_size_1_stay(submission, rng, assert_equal):
    """Axes of size 1 stay: one sequence, one head, one token."""
    for sizes in ((1, 1, 1, 1, 4), (2, 1, 1, 3, 2), (1, 2, 3, 1, 5)):
        Q, K = draw(rng, *sizes)
        expected = score_by_formula(Q, K)
        assert_equal(submission.attention_scores(Q, K), expected)


@pytest.mark.stays("sizes beyond those of every example and every other test.")
@pytest.mark.points(0.25)
def test_batch_of_32(submission, reference, rng, assert_equal):
    """A batch of 32 sequences works as a batch of 1 does."""
    Q, K = draw(rng, batch=32, heads=2, seq_q=3, seq_k=4, d_head=5)
    expected = reference.attention_scores(Q, K)
    assert_equal(submission.attention_scores(Q, K), expected)


@pytest.mark.points(0.25)
def test_inputs_are_unchanged(submission, rng, assert_equal):
    """The function leaves Q and K as they were, and its scores are right."""
    Q, K = draw(rng, batch=2, heads=2, seq_q=3, seq_k=4, d_head=5)
    old_Q, old_K = Q.copy(), K.copy()
    assert_equal(submission.attention_scores(Q, K), score_by_formula(old_Q, old_K))
    np.testing.assert_array_equal(Q, old_Q, strict=True)
    np.testing.assert_array_equal(K, old_K, strict=True)


@pytest.mark.stays("the others hold the digits, and this one's title says so.")
@pytest.mark.points(0.25)
def test_float64_stays_float64(submission, rng, assert_equal):
    """float64 goes in and float64 comes out, with all its digits."""
    Q, K = draw(rng, batch=2, heads=2, seq_q=3, seq_k=4, d_head=8)
    expected = score_by_formula(Q, K)
    got = submission.attention_scores(Q, K)
    assert_equal(got, expected)
    assert got.dtype == np.float64


@pytest.mark.stays("promised, though no known mistake shows in float32 alone.")
@pytest.mark.points(0.25)
def test_float32_is_taken(submission, rng, assert_equal):
    """Inputs may be float32."""
    Q, K = (a.astype(np.float32) for a in draw(rng, 2, 2, seq_q=3, seq_k=4, d_head=6))
    expected = score_by_formula(Q.astype(np.float64), K.astype(np.float64))
    assert_equal(submission.attention_scores(Q, K), expected, inputs="float32")
