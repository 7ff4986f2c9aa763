"""What a student must not see of `project_qkv`."""

import numpy as np

from course.authoring import chaff, examples, wheat


def project_qkv(X, W_q, W_k, W_v):
    """Project every token embedding to a query, a key and a value.

    Each of the three has its own learned matrix: Q = X W_q, K = X W_k and V = X W_v
    (Vaswani et al. 2017, section 3.2.2; the heads are split off afterwards).

    Args:
        X: token embeddings, (batch, seq, d_model).
        W_q: the matrix that makes queries, (d_model, d_model).
        W_k: the matrix that makes keys, (d_model, d_model).
        W_v: the matrix that makes values, (d_model, d_model).

    Returns:
        A tuple of Q, K and V, in that order, each (batch, seq, d_model).
    """
    return X @ W_q, X @ W_k, X @ W_v


@examples(project_qkv)
def two_token_toy():
    yield {
        "X": np.array([[[1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 1.0]]]),
        "W_q": np.array([[1.0, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 0], [1, 0, 0, 1]]),
        "W_k": np.array([[0.0, 1, 1, 0], [1, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 0]]),
        "W_v": np.array([[1.0, 0, 2, 0], [0, 3, 0, 1], [1, 1, 0, 0], [0, 0, 1, 2]]),
    }


@examples(project_qkv)
def all_axes_different():
    yield _inputs(batch=3, seq=2, d_model=4, seed=1)


@examples(project_qkv)
def all_axes_equal():
    yield _inputs(batch=3, seq=3, d_model=3, seed=2)


@examples(project_qkv)
def axes_of_size_1():
    yield _inputs(batch=1, seq=1, d_model=1, seed=3)


@examples(project_qkv, public=False)
def kept_for_grading():
    yield _inputs(batch=2, seq=4, d_model=3, seed=4)


def _inputs(batch, seq, d_model, seed):
    draw = np.random.default_rng(seed)
    return {
        "X": draw.normal(size=(batch, seq, d_model)).round(2),
        "W_q": draw.normal(size=(d_model, d_model)).round(2),
        "W_k": draw.normal(size=(d_model, d_model)).round(2),
        "W_v": draw.normal(size=(d_model, d_model)).round(2),
    }


@wheat(project_qkv)
def with_einsum(X, W_q, W_k, W_v):
    return tuple(np.einsum("bsd,de->bse", X, W) for W in (W_q, W_k, W_v))


@wheat(project_qkv)
def with_loops(X, W_q, W_k, W_v):
    batch, seq, d_model = X.shape
    projected = []
    for W in (W_q, W_k, W_v):
        out = np.zeros((batch, seq, d_model))
        for b in range(batch):
            for s in range(seq):
                for column in range(d_model):
                    for row in range(d_model):
                        out[b, s, column] += X[b, s, row] * W[row, column]
        projected.append(out)
    return projected


@wheat(project_qkv)
def with_one_wide_matrix(X, W_q, W_k, W_v):
    d_model = X.shape[-1]
    wide = np.tensordot(X, np.hstack([W_q, W_k, W_v]), axes=1)
    return wide[..., :d_model], wide[..., d_model : 2 * d_model], wide[..., 2 * d_model :]


@chaff(project_qkv)
def keys_and_values_swapped(X, W_q, W_k, W_v):
    """You returned the values where the keys are due, and the keys where the values are due.
    Look at the order in which you return the three.
    """
    return X @ W_q, X @ W_v, X @ W_k


@chaff(project_qkv)
def weights_transposed(X, W_q, W_k, W_v):
    """You multiplied by each matrix transposed: its rows acted as its columns.
    Look at which axis of the matrix meets the features of X.
    """
    return X @ W_q.T, X @ W_k.T, X @ W_v.T


@chaff(project_qkv)
def one_matrix_for_all(X, W_q, W_k, W_v):
    """Your Q, K and V all come from W_q.
    Look at which matrix each of the three lines uses.
    """
    return X @ W_q, X @ W_q, X @ W_q


@chaff(project_qkv)
def one_after_another(X, W_q, W_k, W_v):
    """You projected Q again to get K, and K again to get V.
    Look at what each of the three matrices is applied to.
    """
    Q = X @ W_q
    K = Q @ W_k
    return Q, K, K @ W_v


@chaff(project_qkv)
def values_not_projected(X, W_q, W_k, W_v):
    """Your V is X itself: the raw embeddings.
    Look at what becomes of W_v.
    """
    return X @ W_q, X @ W_k, X.copy()


@chaff(project_qkv)
def entry_by_entry(X, W_q, W_k, W_v):
    """You multiplied X and the matrices entry by entry, which NumPy's `*` does.
    Look at which operator sums over the shared axis.
    """
    return X * W_q, X * W_k, X * W_v


@chaff(project_qkv)
def batch_axis_dropped(X, W_q, W_k, W_v):
    """You projected the first sequence of the batch only, and its batch axis is gone.
    Look at the number of axes that goes in and the number that comes out.
    """
    return X[0] @ W_q, X[0] @ W_k, X[0] @ W_v


@chaff(project_qkv)
def in_single_precision(X, W_q, W_k, W_v):
    """You computed in float32, so that half of the digits are lost.
    Look for a conversion of the inputs.
    """
    X = X.astype(np.float32)
    return tuple(X @ W.astype(np.float32) for W in (W_q, W_k, W_v))
