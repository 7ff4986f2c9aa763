"""Hidden tests of `project_qkv`; a test's first docstring line is what its student reads."""

import numpy as np
import pytest


def project_by_formula(X, W):
    """(batch, seq, d_model), (d_model, d_model) -> (batch, seq, d_model), index by index."""
    return np.einsum("bsr,rc->bsc", X, W)


def draw(rng, batch, seq, d_model):
    """X, W_q, W_k and W_v."""
    X = rng.standard_normal((batch, seq, d_model))
    W_q, W_k, W_v = rng.standard_normal((3, d_model, d_model))
    return X, W_q, W_k, W_v


def project(submission, X, W_q, W_k, W_v):
    """The submission's Q, K and V, which a tuple or a list may hold."""
    projected = submission.project_qkv(X, W_q, W_k, W_v)
    assert isinstance(projected, (tuple, list))
    assert len(projected) == 3
    return projected


@pytest.mark.stays("pays for right queries where the keys or the values are wrong.")
@pytest.mark.points(0.5)
def test_queries_are_x_times_w_q(submission, rng, assert_equal):
    """Q is X times W_q."""
    X, W_q, W_k, W_v = draw(rng, batch=2, seq=3, d_model=5)
    expected = project_by_formula(X, W_q)
    Q, _, _ = project(submission, X, W_q, W_k, W_v)
    assert_equal(Q, expected)


@pytest.mark.stays("pays for right keys where the queries or the values are wrong.")
@pytest.mark.points(0.5)
def test_keys_are_x_times_w_k(submission, rng, assert_equal):
    """K is X times W_k."""
    X, W_q, W_k, W_v = draw(rng, batch=2, seq=3, d_model=5)
    expected = project_by_formula(X, W_k)
    _, K, _ = project(submission, X, W_q, W_k, W_v)
    assert_equal(K, expected)


@pytest.mark.stays("pays for right values where the queries or the keys are wrong.")
@pytest.mark.points(0.5)
def test_values_are_x_times_w_v(submission, rng, assert_equal):
    """V is X times W_v."""
    X, W_q, W_k, W_v = draw(rng, batch=2, seq=3, d_model=5)
    expected = project_by_formula(X, W_v)
    _, _, V = project(submission, X, W_q, W_k, W_v)
    assert_equal(V, expected)


@pytest.mark.stays("pays for the right order where the product is wrong.")
@pytest.mark.points(0.5)
def test_queries_keys_values_in_that_order(submission, rng, assert_equal):
    """Q, K and V come back in that order."""
    X = rng.standard_normal((2, 3, 4))
    once = np.eye(4)
    expected = [2.0 * X, 3.0 * X, 4.0 * X]
    projected = project(submission, X, 2.0 * once, 3.0 * once, 4.0 * once)
    for got, due in zip(projected, expected, strict=True):
        assert_equal(got, due)


@pytest.mark.stays("worked out without the formula that the other tests share.")
@pytest.mark.points(0.25)
def test_a_token_of_one_feature_picks_a_row(submission, rng, assert_equal):
    """Tokens with one feature each that is not 0 pick out rows of each matrix."""
    first, second = 2.0 + rng.random(2)
    X = np.array([[[first, 0.0, 0.0], [0.0, 0.0, second]], [[0.0, 1.0, 0.0], [first, 0.0, 0.0]]])
    matrices = rng.standard_normal((3, 3, 3))
    expected = [np.array([[first * W[0], second * W[2]], [W[1], first * W[0]]]) for W in matrices]
    for got, due in zip(project(submission, X, *matrices), expected, strict=True):
        assert_equal(got, due)


@pytest.mark.stays("its title says that tokens mix, which no other does.")
@pytest.mark.points(0.25)
def test_every_token_is_projected_alone(submission, rng, assert_shape, assert_equal):
    """Another embedding for one token changes that token's projections and no other's."""
    X, W_q, W_k, W_v = draw(rng, batch=2, seq=4, d_model=3)
    changed = X.copy()
    changed[1, 2] = rng.standard_normal(3)
    due = [project_by_formula(changed, W)[1, 2] for W in (W_q, W_k, W_v)]
    before = project(submission, X, W_q, W_k, W_v)
    after = project(submission, changed, W_q, W_k, W_v)
    for old, new, row in zip(before, after, due, strict=True):
        assert_shape(old, X.shape)
        expected = old.astype(np.float64)
        expected[1, 2] = row
        assert_equal(new, expected)


@pytest.mark.stays("sizes beyond those of every example and every other test.")
@pytest.mark.points(0.5)
def test_batch_of_32(submission, reference, rng, assert_equal):
    """A batch of 32 sequences works as a batch of 1 does, and 20 features as a few."""
    for batch, seq, d_model in ((32, 3, 5), (2, 2, 20)):
        inputs = draw(rng, batch, seq, d_model)
        expected = reference.project_qkv(*inputs)
        for got, due in zip(project(submission, *inputs), expected, strict=True):
            assert_equal(got, due)


@pytest.mark.points(0.25)
def test_axes_of_size_1_stay(submission, rng, assert_equal):
    """Axes of size 1 stay: one sequence, one token, one feature."""
    for batch, seq, d_model in ((1, 1, 4), (2, 1, 3), (3, 2, 1), (1, 1, 1)):
        X, *matrices = draw(rng, batch, seq, d_model)
        expected = [project_by_formula(X, W) for W in matrices]
        for got, due in zip(project(submission, X, *matrices), expected, strict=True):
            assert_equal(got, due)


@pytest.mark.points(0.25)
def test_inputs_are_unchanged(submission, rng, assert_equal):
    """The function leaves X and the matrices as they were, and its results are right."""
    inputs = draw(rng, batch=2, seq=3, d_model=4)
    before = [array.copy() for array in inputs]
    X, *matrices = before
    for got, W in zip(project(submission, *inputs), matrices, strict=True):
        assert_equal(got, project_by_formula(X, W))
    for array, old in zip(inputs, before, strict=True):
        np.testing.assert_array_equal(array, old, strict=True)


@pytest.mark.stays("the others hold the digits, and this one's title says so.")
@pytest.mark.points(0.25)
def test_float64_stays_float64(submission, rng, assert_equal):
    """float64 goes in and float64 comes out, with all its digits."""
    X, *matrices = draw(rng, batch=2, seq=3, d_model=6)
    expected = [project_by_formula(X, W) for W in matrices]
    for got, due in zip(project(submission, X, *matrices), expected, strict=True):
        assert_equal(got, due)
        assert got.dtype == np.float64


@pytest.mark.stays("promised, though no known mistake shows in float32 alone.")
@pytest.mark.points(0.25)
def test_float32_is_taken(submission, rng, assert_equal):
    """Inputs may be float32."""
    X, *matrices = (array.astype(np.float32) for array in draw(rng, batch=2, seq=3, d_model=5))
    wide = X.astype(np.float64)
    expected = [project_by_formula(wide, W.astype(np.float64)) for W in matrices]
    for got, due in zip(project(submission, X, *matrices), expected, strict=True):
        assert_equal(got, due, inputs="float32")
