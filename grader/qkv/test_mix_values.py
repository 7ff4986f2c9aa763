"""Hidden tests of `mix_values`; a test's first docstring line is what its student reads."""

import numpy as np
import pytest


def mix_by_formula(weights, V):
    """(…, seq_q, seq_k), (…, seq_k, d_head) -> (…, seq_q, d_head), each index by its name."""
    return np.einsum("bhij,bhjd->bhid", weights, V)


def draw(rng, batch, heads, seq_q, seq_k, d_head):
    """Weights that sum to 1 over the keys, and V."""
    weights = rng.dirichlet(np.ones(seq_k), size=(batch, heads, seq_q))
    return weights, rng.standard_normal((batch, heads, seq_k, d_head))


@pytest.mark.points(0.5)
def test_outputs_are_weighted_sums(submission, rng, assert_equal):
    """The output of query i is the sum over the keys j of weight_ij times V_j."""
    # Any numbers: whether they are weights at all is the business of the softmax.
    weights = rng.standard_normal((2, 3, 4, 6))
    V = rng.standard_normal((2, 3, 6, 5))
    expected = mix_by_formula(weights, V)
    assert_equal(submission.mix_values(weights, V), expected)


@pytest.mark.points(0.5)
@pytest.mark.stays("a student can follow it without a sum.")
def test_all_weight_on_one_key(submission, rng, assert_equal):
    """A query with all its weight on one key gets that key's value."""
    V = rng.standard_normal((2, 3, 4, 5))
    key = np.array([1, 2, 3, 0])
    expected = V[:, :, key]
    weights = np.zeros((2, 3, 4, 4))
    weights[:, :, np.arange(4), key] = 1.0
    assert_equal(submission.mix_values(weights, V), expected)


@pytest.mark.points(0.5)
def test_more_keys_than_queries_and_fewer(submission, rng, assert_equal):
    """There may be more keys than queries, or fewer: there is one output for each query."""
    for seq_q, seq_k in ((2, 7), (7, 2)):
        weights, V = draw(rng, 2, 3, seq_q, seq_k, d_head=4)
        expected = mix_by_formula(weights, V)
        assert_equal(submission.mix_values(weights, V), expected)


@pytest.mark.points(0.25)
@pytest.mark.stays("a student can follow it without the weights.")
def test_equal_weights_average(submission, rng, assert_equal):
    """A query with equal weights gets the average of the values."""
    V = rng.standard_normal((2, 3, 4, 5))
    average = V.sum(axis=2, keepdims=True) / 4.0
    got = submission.mix_values(np.full((2, 3, 2, 4), 0.25), V)
    assert_equal(got, np.concatenate([average, average], axis=2))


@pytest.mark.points(0.25)
@pytest.mark.stays("it refuses every way in which heads can meet, known or not.")
def test_heads_do_not_meet(submission, rng, assert_shape, assert_equal):
    """Other values in one head change that head's outputs and no other's."""
    weights, V = draw(rng, batch=2, heads=3, seq_q=4, seq_k=4, d_head=2)
    changed = V.copy()
    changed[1, 2] = rng.standard_normal((4, 2))
    due = mix_by_formula(weights, changed)[1, 2]
    before = submission.mix_values(weights, V)
    assert_shape(before, (2, 3, 4, 2))
    expected = before.astype(np.float64)
    expected[1, 2] = due
    assert_equal(submission.mix_values(weights, changed), expected)


@pytest.mark.points(0.25)
@pytest.mark.stays("padding relies on it, and it refuses whatever looks at V beside the weights.")
def test_weight_0_leaves_a_value_out(submission, rng, assert_equal):
    """A value that no query gives weight to does not enter any output."""
    weights, V = draw(rng, batch=2, heads=2, seq_q=3, seq_k=4, d_head=6)
    expected = mix_by_formula(weights, V)
    padded = np.concatenate([weights, np.zeros((2, 2, 3, 1))], axis=3)
    longer = np.concatenate([V, rng.standard_normal((2, 2, 1, 6))], axis=2)
    assert_equal(submission.mix_values(padded, longer), expected)


@pytest.mark.points(0.25)
@pytest.mark.stays(
    "its values are worked out by hand, so that an error in the formula above would show."
)
def test_two_tokens_by_hand(submission, assert_equal):
    """Two tokens with three features, in a batch of 1."""
    weights = np.array([[[[0.25, 0.75], [0.5, 0.5]]]])
    V = np.array([[[[4.0, 0.0, 1.0], [8.0, -4.0, 1.0]]]])
    expected = np.array([[[[7.0, -3.0, 1.0], [6.0, -2.0, 1.0]]]])
    assert_equal(submission.mix_values(weights, V), expected)


@pytest.mark.points(0.25)
def test_axes_of_size_1_stay(submission, rng, assert_equal):
    """Axes of size 1 stay: one sequence, one head, one query, one feature."""
    for sizes in ((1, 1, 1, 3, 1), (2, 1, 3, 4, 1), (1, 2, 1, 4, 3)):
        weights, V = draw(rng, *sizes)
        expected = mix_by_formula(weights, V)
        assert_equal(submission.mix_values(weights, V), expected)


@pytest.mark.points(0.25)
def test_all_axes_of_one_size(submission, rng, assert_equal):
    """Axes that all have the same size are not mixed up."""
    weights, V = draw(rng, batch=3, heads=3, seq_q=3, seq_k=3, d_head=3)
    expected = mix_by_formula(weights, V)
    assert_equal(submission.mix_values(weights, V), expected)


@pytest.mark.points(0.25)
@pytest.mark.stays(
    "the contract promises such a batch; known mistakes in the batch show in small ones too."
)
def test_batch_of_32(submission, reference, rng, assert_equal):
    """A batch of 32 sequences works as a batch of 1 does."""
    weights, V = draw(rng, batch=32, heads=2, seq_q=3, seq_k=4, d_head=5)
    expected = reference.mix_values(weights, V)
    assert_equal(submission.mix_values(weights, V), expected)


@pytest.mark.points(0.25)
@pytest.mark.stays(
    "nothing else looks at the inputs; known mistakes there give wrong values elsewhere too."
)
def test_inputs_are_unchanged(submission, rng, assert_equal):
    """The function leaves the weights and V as they were, and its outputs are right."""
    # As many queries as keys: there V has room for the outputs.
    weights, V = draw(rng, batch=2, heads=2, seq_q=4, seq_k=4, d_head=5)
    old_weights, old_V = weights.copy(), V.copy()
    assert_equal(submission.mix_values(weights, V), mix_by_formula(old_weights, old_V))
    np.testing.assert_array_equal(weights, old_weights, strict=True)
    np.testing.assert_array_equal(V, old_V, strict=True)


@pytest.mark.points(0.25)
@pytest.mark.stays(
    "nothing else refuses a wider float, which no chaff can return on every machine."
)
def test_float64_stays_float64(submission, rng, assert_equal):
    """float64 goes in and float64 comes out, with all its digits."""
    weights, V = draw(rng, batch=2, heads=2, seq_q=3, seq_k=4, d_head=6)
    expected = mix_by_formula(weights, V)
    got = submission.mix_values(weights, V)
    assert_equal(got, expected)
    assert got.dtype == np.float64


@pytest.mark.points(0.25)
@pytest.mark.stays("nothing else has float32 inputs.")
def test_float32_is_taken(submission, rng, assert_equal):
    """Inputs may be float32."""
    weights, V = (a.astype(np.float32) for a in draw(rng, 2, 2, seq_q=3, seq_k=4, d_head=5))
    expected = mix_by_formula(weights.astype(np.float64), V.astype(np.float64))
    assert_equal(submission.mix_values(weights, V), expected, inputs="float32")
