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


@wheat(project_qkv)
def with_stacked_matrices(X, W_q, W_k, W_v):
    return list(np.matmul(X, np.stack([W_q, W_k, W_v])[:, np.newaxis]))


@wheat(project_qkv)
def with_broadcasting(X, W_q, W_k, W_v):
    features = X[..., np.newaxis]
    return tuple((features * W).sum(axis=-2) for W in (W_q, W_k, W_v))


@wheat(project_qkv)
def with_tokens_in_one_row(X, W_q, W_k, W_v):
    tokens = X.reshape(-1, X.shape[-1])
    return tuple(np.dot(tokens, W).reshape(X.shape) for W in (W_q, W_k, W_v))


@wheat(project_qkv)
def with_tokens_as_columns(X, W_q, W_k, W_v):
    columns = X.transpose(0, 2, 1)
    return tuple((W.T @ columns).transpose(0, 2, 1) for W in (W_q, W_k, W_v))


@wheat(project_qkv)
def in_float64_and_back(X, W_q, W_k, W_v):
    wide = X.astype(np.float64)
    return tuple((wide @ W.astype(np.float64)).astype(X.dtype) for W in (W_q, W_k, W_v))


# Data in the wrong place, or the wrong data.


@chaff(project_qkv)
def keys_and_values_swapped(X, W_q, W_k, W_v):
    """You returned the values where the keys are due, and the keys where the values are due.
    Look at the order in which you return the three.
    """
    return X @ W_q, X @ W_v, X @ W_k


@chaff(project_qkv)
def queries_and_keys_swapped(X, W_q, W_k, W_v):
    """You returned the keys where the queries are due, and the queries where the keys are due.
    Look at the order in which you return the three.
    """
    return X @ W_k, X @ W_q, X @ W_v


@chaff(project_qkv)
def in_reverse_order(X, W_q, W_k, W_v):
    """You returned the three in reverse: values, keys, queries.
    Look at the order that the docstring promises.
    """
    return X @ W_v, X @ W_k, X @ W_q


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
def keys_from_w_q(X, W_q, W_k, W_v):
    """Your K comes from W_q, so it is the same as your Q.
    Look at which matrix the line that makes K uses.
    """
    return X @ W_q, X @ W_q, X @ W_v


@chaff(project_qkv)
def values_from_w_k(X, W_q, W_k, W_v):
    """Your V comes from W_k, so it is the same as your K.
    Look at which matrix the line that makes V uses.
    """
    return X @ W_q, X @ W_k, X @ W_k


@chaff(project_qkv)
def one_after_another(X, W_q, W_k, W_v):
    """You projected Q again to get K, and K again to get V.
    Look at what each of the three matrices is applied to.
    """
    Q = X @ W_q
    K = Q @ W_k
    return Q, K, K @ W_v


@chaff(project_qkv)
def values_from_keys(X, W_q, W_k, W_v):
    """Your V is K projected once more: W_v met the keys.
    Look at what W_v is applied to.
    """
    K = X @ W_k
    return X @ W_q, K, K @ W_v


@chaff(project_qkv)
def values_not_projected(X, W_q, W_k, W_v):
    """Your V is X itself: the raw embeddings.
    Look at what becomes of W_v.
    """
    return X @ W_q, X @ W_k, X.copy()


# The right numbers, or nearly, laid out in another way.


@chaff(project_qkv)
def tokens_in_columns(X, W_q, W_k, W_v):
    """You put the matrix before X, the tokens as columns: each result is (batch, d_model, seq).
    Look at which side of the product X stands on, and what its rows are.
    """
    columns = X.swapaxes(1, 2)
    return W_q @ columns, W_k @ columns, W_v @ columns


@chaff(project_qkv)
def features_before_tokens(X, W_q, W_k, W_v):
    """Your numbers are right, but each result is (batch, d_model, seq).
    Look at the order of the last two axes of what you return.
    """
    return tuple((X @ W).swapaxes(1, 2) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def reshaped_from_columns(X, W_q, W_k, W_v):
    """You computed (batch, d_model, seq) and reshaped it, so the numbers went to other tokens.
    Look at what `reshape` does to the order of the numbers, and what a transpose does.
    """
    columns = X.swapaxes(1, 2)
    return tuple((W.T @ columns).reshape(X.shape) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def features_first(X, W_q, W_k, W_v):
    """Each of your results is (d_model, batch, seq): the features stand before the batch.
    Look at where the axis that your product makes ends up.
    """
    return tuple(np.tensordot(W, X, axes=(0, 2)) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def tokens_in_one_row(X, W_q, W_k, W_v):
    """Your results are (batch * seq, d_model): the tokens of all sequences stand in one row.
    Look at the number of axes that goes in and the number that comes out.
    """
    tokens = X.reshape(-1, X.shape[-1])
    return tokens @ W_q, tokens @ W_k, tokens @ W_v


@chaff(project_qkv)
def in_one_array(X, W_q, W_k, W_v):
    """You returned Q, K and V stacked into one array, (3, batch, seq, d_model).
    Look at what the docstring says about how the three come back.
    """
    return np.stack([X @ W_q, X @ W_k, X @ W_v])


@chaff(project_qkv)
def side_by_side(X, W_q, W_k, W_v):
    """You returned Q, K and V side by side in one array, (batch, seq, 3 * d_model).
    Look at what the docstring says about how the three come back.
    """
    return X @ np.hstack([W_q, W_k, W_v])


@chaff(project_qkv)
def in_a_dict(X, W_q, W_k, W_v):
    """You returned a dict.
    Look at what the docstring says about how the three come back.
    """
    return {"Q": X @ W_q, "K": X @ W_k, "V": X @ W_v}


@chaff(project_qkv)
def queries_alone(X, W_q, W_k, W_v):
    """You returned the queries alone.
    Look at how many results the docstring promises, and where your first `return` stands.
    """
    return X @ W_q


# Another axis, or another product.


@chaff(project_qkv)
def entry_by_entry(X, W_q, W_k, W_v):
    """You multiplied X and the matrices entry by entry, which NumPy's `*` does.
    Look at which operator sums over the shared axis.
    """
    return X * W_q, X * W_k, X * W_v


@chaff(project_qkv)
def rows_of_the_matrix_summed(X, W_q, W_k, W_v):
    """Each feature of X was multiplied by the sum of one row of the matrix.
    Look at which letter, or axis, your product sums over and which it keeps.
    """
    return tuple(np.einsum("bsd,de->bsd", X, W) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def matrix_before_x(X, W_q, W_k, W_v):
    """You put the matrix before X, so that its columns met the tokens of X and not the features.
    Look at which axes of the two stand next to each other in your product.
    """
    return W_q @ X, W_k @ X, W_v @ X


@chaff(project_qkv)
def all_axes_of_x_reversed(X, W_q, W_k, W_v):
    """You turned round all three axes of X, the batch included.
    Look at what `.T` does to an array with three axes, and whether X has to be turned at all.
    """
    return X.T @ W_q, X.T @ W_k, X.T @ W_v


# Right for some inputs only.


@chaff(project_qkv)
def batch_axis_dropped(X, W_q, W_k, W_v):
    """You projected the first sequence of the batch only, and its batch axis is gone.
    Look at the number of axes that goes in and the number that comes out.
    """
    return X[0] @ W_q, X[0] @ W_k, X[0] @ W_v


@chaff(project_qkv)
def batch_of_1_only(X, W_q, W_k, W_v):
    """Your code is right for a batch of 1 and raises a ValueError for a larger one.
    Look at where it takes for granted that there is one sequence.
    """
    _, seq, d_model = X.shape
    tokens = X.reshape(seq, d_model)
    return tuple((tokens @ W).reshape(1, seq, d_model) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def first_sequence_everywhere(X, W_q, W_k, W_v):
    """Every sequence of your batch has the results of sequence 0.
    Look at an index 0 that ought to follow the batch.
    """
    return tuple(np.stack([X[0] @ W for _ in X]) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def other_sequences_left_zero(X, W_q, W_k, W_v):
    """Sequence 0 of each result is right, and the others are still zero.
    Look at how often your loop over the batch runs, and how far its `return` is indented.
    """
    Q, K, V = np.zeros(X.shape), np.zeros(X.shape), np.zeros(X.shape)
    Q[0], K[0], V[0] = X[0] @ W_q, X[0] @ W_k, X[0] @ W_v
    return Q, K, V


@chaff(project_qkv)
def axes_that_differ_refused(X, W_q, W_k, W_v):
    """You raise a ValueError for inputs that do fit, where the axes of X differ in size.
    Look for two axes that your code takes for one number.
    """
    if X.shape[1] != W_q.shape[0]:
        raise ValueError("X and the matrices do not fit")
    return X @ W_q, X @ W_k, X @ W_v


# Lost digits and types.


@chaff(project_qkv)
def in_single_precision(X, W_q, W_k, W_v):
    """Your results are right to some 7 digits and no further, which is what float32 keeps.
    Look for a conversion, or for an array that you made with a dtype.
    """
    X = X.astype(np.float32)
    return tuple(X @ W.astype(np.float32) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def rounded(X, W_q, W_k, W_v):
    """You rounded the results to 2 decimals.
    Look for `round`: printed numbers may be short, returned ones are not.
    """
    return tuple(np.round(X @ W, 2) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def whole_numbers(X, W_q, W_k, W_v):
    """Your results are whole numbers: what stood behind the point is cut off.
    Look at the dtype of the arrays that you fill.
    """
    results = np.zeros((3, *X.shape), dtype=int)
    for result, W in zip(results, (W_q, W_k, W_v), strict=True):
        result[...] = X @ W
    return tuple(results)


# What the caller did not ask for.


@chaff(project_qkv)
def size_1_axes_dropped(X, W_q, W_k, W_v):
    """You dropped the axes of size 1, so a batch of one sequence lost its batch axis.
    Look for `squeeze`.
    """
    return tuple(np.squeeze(X @ W) for W in (W_q, W_k, W_v))


@chaff(project_qkv)
def batch_of_1_unwrapped(X, W_q, W_k, W_v):
    """Your results lose their batch axis where the batch has one sequence.
    Look at what your code does for a batch of 1 that it does not do for others.
    """
    X = X[0] if len(X) == 1 else X
    return X @ W_q, X @ W_k, X @ W_v


@chaff(project_qkv)
def embeddings_overwritten(X, W_q, W_k, W_v):
    """Your results are right, but you wrote V over the caller's X.
    Look for `@=`, `[:] =` or `out=` on an argument.
    """
    Q, K = X @ W_q, X @ W_k
    X[:] = X @ W_v
    return Q, K, X


@chaff(project_qkv)
def wide_result_dealt_out(X, W_q, W_k, W_v):
    """You multiplied by the three matrices in a row, and dealt the columns out in turn to Q, K, V.
    Look at which columns of the wide result are those of Q.
    """
    wide = X @ np.hstack([W_q, W_k, W_v])
    dealt = wide.reshape(*X.shape, 3)
    return dealt[..., 0], dealt[..., 1], dealt[..., 2]


@chaff(project_qkv)
def queries_already_scaled(X, W_q, W_k, W_v):
    """You divided the queries by the root of d_model.
    Look at what the formulas of Q, K and V have in them, and leave the rest for later exercises.
    """
    return X @ W_q / np.sqrt(X.shape[-1]), X @ W_k, X @ W_v


@chaff(project_qkv)
def embeddings_added(X, W_q, W_k, W_v):
    """You added X to each projection, as a residual connection does.
    Look at what the formulas of Q, K and V have in them.
    """
    return X + X @ W_q, X + X @ W_k, X + X @ W_v


@chaff(project_qkv)
def tokens_normalised_first(X, W_q, W_k, W_v):
    """You normalised every token before you projected it, to mean 0 and deviation 1.
    Look at what the formulas of Q, K and V have in them.
    """
    X = (X - X.mean(axis=-1, keepdims=True)) / X.std(axis=-1, keepdims=True)
    return X @ W_q, X @ W_k, X @ W_v


@chaff(project_qkv)
def negative_entries_cut_off(X, W_q, W_k, W_v):
    """You set every negative entry to 0, as a ReLU does.
    Look at what the formulas of Q, K and V have in them.
    """
    return tuple(np.maximum(X @ W, 0.0) for W in (W_q, W_k, W_v))
