"""Hidden tests of `split_heads`; a test's first docstring line is what its student reads."""

import numpy as np
import pytest


def split_by_hand(x, n_heads):
    """(batch, seq, d_model) -> (batch, n_heads, seq, d_head), one head after another."""
    d_head = x.shape[2] // n_heads
    heads = [x[:, :, i * d_head : (i + 1) * d_head] for i in range(n_heads)]
    return np.stack(heads, axis=1)


def coordinates(batch, seq, d_model):
    """Every entry tells where it stands: 1 + 10000 b + 100 s + f."""
    b, s, f = np.ogrid[0:batch, 0:seq, 0:d_model]
    return 1.0 + 10000.0 * b + 100.0 * s + f


@pytest.mark.stays("worked out without the slices that the other tests share.")
@pytest.mark.points(0.75)
def test_axes_are_batch_heads_seq_d_head(submission, assert_equal):
    """The axes are (batch, heads, seq, d_head), and each entry is where it belongs."""
    got = submission.split_heads(coordinates(batch=2, seq=3, d_model=20), 4)
    b, i, s, k = np.ogrid[0:2, 0:4, 0:3, 0:5]
    assert_equal(got, 1.0 + 10000.0 * b + 100.0 * s + (5.0 * i + k))


@pytest.mark.stays("pays for the right features where tokens are scrambled.")
@pytest.mark.points(0.5)
def test_a_head_holds_consecutive_features(submission, rng, assert_equal):
    """Head i holds d_head features in a row of every token."""
    x = rng.standard_normal((1, 1, 12))
    expected = np.stack([x[:, :, :4], x[:, :, 4:8], x[:, :, 8:]], axis=1)
    assert_equal(submission.split_heads(x, 3), expected)


@pytest.mark.points(0.5)
def test_heads_must_divide_the_features(submission, rng, assert_equal):
    """Heads that do not divide d_model raise a ValueError; heads that do are split."""
    x = rng.standard_normal((2, 3, 12))
    expected = split_by_hand(x, 4)
    assert_equal(submission.split_heads(x, 4), expected)
    for d_model, n_heads in ((12, 5), (7, 2), (3, 4)):
        with pytest.raises(ValueError):  # noqa: PT011 - the message is the student's own
            submission.split_heads(rng.standard_normal((2, 3, d_model)), n_heads)


@pytest.mark.points(0.5)
def test_tokens_stay_in_line(submission, rng, assert_equal):
    """With as many heads as tokens, row s of every head still comes from token s."""
    x = rng.standard_normal((3, 3, 9))
    expected = split_by_hand(x, 3)
    assert_equal(submission.split_heads(x, 3), expected)


@pytest.mark.stays("pays for what is right in a batch of 1, and needs no slices to work out.")
@pytest.mark.points(0.25)
def test_two_tokens_by_hand(submission, assert_equal):
    """Two tokens and three heads, in a batch of 1."""
    x = np.array([[[5.0, 6.0, 7.0, 8.0, 9.0, 4.0], [50.0, 60.0, 70.0, 80.0, 90.0, 40.0]]])
    expected = np.array(
        [[[[5.0, 6.0], [50.0, 60.0]], [[7.0, 8.0], [70.0, 80.0]], [[9.0, 4.0], [90.0, 40.0]]]]
    )
    assert_equal(submission.split_heads(x, 3), expected)


@pytest.mark.stays("the property that later steps of attention rely on.")
@pytest.mark.points(0.25)
def test_heads_side_by_side_are_the_input(submission, rng, assert_shape, assert_equal):
    """Laying the heads side by side again gives back the input."""
    x = rng.standard_normal((2, 4, 15))
    before = x.copy()
    split = submission.split_heads(x, 5)
    assert_shape(split, (2, 5, 4, 3))
    assert_equal(np.concatenate([split[:, i] for i in range(5)], axis=-1), before)


@pytest.mark.points(0.25)
def test_one_head_and_one_feature_a_head(submission, rng, assert_equal):
    """One head takes all features; as many heads as features take one each."""
    x = rng.standard_normal((2, 3, 4))
    one_token = rng.standard_normal((1, 1, 4))
    for tokens, n_heads in ((x, 1), (x, 4), (one_token, 2)):
        expected = split_by_hand(tokens, n_heads)
        assert_equal(submission.split_heads(tokens.copy(), n_heads), expected)


@pytest.mark.stays("sizes beyond those of every example and every other test.")
@pytest.mark.points(0.25)
def test_batch_of_32(submission, reference, rng, assert_equal):
    """A batch of 32 sequences works as a batch of 1 does."""
    x = rng.standard_normal((32, 4, 6))
    expected = reference.split_heads(x.copy(), 3)
    assert_equal(submission.split_heads(x, 3), expected)


@pytest.mark.points(0.25)
def test_input_is_unchanged(submission, rng, assert_equal):
    """The function leaves x as it was, and its result is right."""
    x = rng.standard_normal((2, 3, 8))
    before = x.copy()
    assert_equal(submission.split_heads(x, 2), split_by_hand(before, 2))
    np.testing.assert_array_equal(x, before, strict=True)


@pytest.mark.stays("the others hold the digits, and this one's title says so.")
@pytest.mark.points(0.25)
def test_float64_stays_float64(submission, rng, assert_equal):
    """float64 goes in and float64 comes out, with all its digits."""
    x = rng.standard_normal((2, 3, 6))
    expected = split_by_hand(x, 2)
    got = submission.split_heads(x, 2)
    assert_equal(got, expected)
    assert got.dtype == np.float64


@pytest.mark.stays("promised, though no known mistake shows in float32 alone.")
@pytest.mark.points(0.25)
def test_float32_is_taken(submission, rng, assert_equal):
    """The input may be float32."""
    x = rng.standard_normal((2, 3, 6)).astype(np.float32)
    expected = split_by_hand(x, 2)
    assert_equal(submission.split_heads(x, 2), expected, inputs="float32")
