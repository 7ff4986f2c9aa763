"""What a student must not see of `attention_scores`."""

import numpy as np

from course.authoring import chaff, equivalent, examples, wheat


def attention_scores(Q, K):
    """Compare every query with every key of the same head.

    The score of query i and key j is Q_i · K_j / sqrt(d_head) (Vaswani et al. 2017, eq. 1,
    what stands inside the softmax).

    Args:
        Q: queries, (batch, heads, seq_q, d_head).
        K: keys, (batch, heads, seq_k, d_head).

    Returns:
        The scores, (batch, heads, seq_q, seq_k).

    Raises:
        ValueError: the d_head of the queries is not that of the keys.
    """
    # Where d_head differs, `@` raises the ValueError.
    return Q @ K.swapaxes(2, 3) / Q.shape[3] ** 0.5


equivalent(
    attention_scores,
    "return Q @ K.swapaxes(2, 3) / K.shape[3] ** 0.5",
    "Q and K have one d_head, or matmul raises.",
)


@examples(attention_scores)
def two_token_toy():
    yield {
        "Q": np.array([[[[1.0, 2.0], [1.0, 1.0]], [[0.0, 1.0], [1.0, 1.0]]]]),
        "K": np.array([[[[0.0, 1.0], [1.0, 0.0]], [[1.0, 2.0], [2.0, 0.0]]]]),
    }


@examples(attention_scores)
def all_axes_different():
    yield _inputs(batch=3, heads=2, seq_q=4, seq_k=6, d_head=5, seed=1)


@examples(attention_scores)
def all_axes_equal():
    yield _inputs(batch=3, heads=3, seq_q=3, seq_k=3, d_head=3, seed=2)


@examples(attention_scores)
def as_many_keys_as_queries():
    yield _inputs(batch=1, heads=2, seq_q=3, seq_k=3, d_head=4, seed=7)


@examples(attention_scores)
def fewer_keys_than_queries():
    yield _inputs(batch=1, heads=1, seq_q=3, seq_k=2, d_head=4, seed=8)


@examples(attention_scores)
def axes_of_size_1():
    yield _inputs(batch=1, heads=1, seq_q=1, seq_k=1, d_head=1, seed=3)


@examples(attention_scores)
def d_head_that_differs():
    yield {
        "Q": np.random.default_rng(4).normal(size=(1, 2, 2, 4)).round(2),
        "K": np.random.default_rng(5).normal(size=(1, 2, 2, 3)).round(2),
    }


@examples(attention_scores, public=False)
def kept_for_grading():
    yield _inputs(batch=2, heads=3, seq_q=2, seq_k=4, d_head=6, seed=6)


def _inputs(batch, heads, seq_q, seq_k, d_head, seed):
    draw = np.random.default_rng(seed)
    return {
        "Q": draw.normal(size=(batch, heads, seq_q, d_head)).round(2),
        "K": draw.normal(size=(batch, heads, seq_k, d_head)).round(2),
    }


@wheat(attention_scores)
def with_einsum(Q, K):
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    return np.einsum("bhid,bhjd->bhij", Q, K) / np.sqrt(Q.shape[-1])


@wheat(attention_scores)
def with_loops(Q, K):
    batch, heads, seq_q, d_head = Q.shape
    if K.shape[3] != d_head:
        raise ValueError("queries and keys must share d_head")
    scores = np.zeros((batch, heads, seq_q, K.shape[2]))
    for b in range(batch):
        for h in range(heads):
            for i in range(seq_q):
                for j in range(K.shape[2]):
                    scores[b, h, i, j] = np.dot(Q[b, h, i], K[b, h, j]) / np.sqrt(d_head)
    return scores


@wheat(attention_scores)
def queries_scaled_first(Q, K):
    scaled = Q * Q.shape[-1] ** -0.5
    return np.matmul(scaled, np.transpose(K, (0, 1, 3, 2)))


@wheat(attention_scores)
def both_scaled_by_the_fourth_root(Q, K):
    fourth_root = Q.shape[-1] ** 0.25
    return (Q / fourth_root) @ np.moveaxis(K / fourth_root, -1, -2)


@wheat(attention_scores)
def with_broadcasting(Q, K):
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    products = Q[:, :, :, np.newaxis] * K[:, :, np.newaxis]
    return products.sum(axis=-1) / np.sqrt(Q.shape[-1])


@wheat(attention_scores)
def head_by_head(Q, K):
    flat_Q, flat_K = Q.reshape(-1, *Q.shape[2:]), K.reshape(-1, *K.shape[2:])
    scores = [np.inner(q, k) for q, k in zip(flat_Q, flat_K, strict=True)]
    return np.stack(scores).reshape(*Q.shape[:3], K.shape[2]) / np.sqrt(Q.shape[3])


@wheat(attention_scores)
def feature_by_feature(Q, K):
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    scores = 0.0
    for d in range(Q.shape[-1]):
        scores = scores + Q[..., d][..., :, None] * K[..., d][..., None, :]
    return scores / Q.shape[-1] ** 0.5


@wheat(attention_scores)
def keys_by_queries_turned_round(Q, K):
    return np.swapaxes(K @ Q.swapaxes(2, 3), 2, 3) / np.sqrt(K.shape[3])


@wheat(attention_scores)
def in_float64_and_back(Q, K):
    Q64, K64 = Q.astype(np.float64), K.astype(np.float64)
    return (Q64 @ K64.swapaxes(2, 3) / np.sqrt(Q.shape[3])).astype(Q.dtype)


# Another scale.


@chaff(attention_scores)
def not_scaled(Q, K):
    """You returned the bare products of queries and keys.
    Look at what the formula does with d_head.
    """
    return Q @ K.swapaxes(-1, -2)


@chaff(attention_scores)
def scaled_by_d_head(Q, K):
    """Your scores come out divided by d_head itself.
    Look at the denominator of the formula once more, and whether you divide in two places.
    """
    return Q @ K.swapaxes(-1, -2) / Q.shape[-1]


@chaff(attention_scores)
def scaled_by_d_head_squared(Q, K):
    """Your scores come out divided by the square of d_head.
    Look at what the formula does to d_head before it divides.
    """
    return Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 2


@chaff(attention_scores)
def half_taken_for_a_root(Q, K):
    """Your scores come out divided by half of d_head.
    Look at what Python makes of an exponent such as `1/2` without parentheses.
    """
    return Q @ K.swapaxes(-1, -2) / (Q.shape[-1] ** 1 / 2)


@chaff(attention_scores)
def divided_then_halved(Q, K):
    """Your scores come out divided by d_head and then halved.
    Look at what Python makes of an exponent such as `1/2` without parentheses.
    """
    return Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 1 / 2


@chaff(attention_scores)
def multiplied_by_the_root(Q, K):
    """You multiplied by the root of d_head, so wide heads get larger scores.
    Look at which side of the fraction the root stands on.
    """
    return Q @ K.swapaxes(-1, -2) * np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def scaled_by_d_model(Q, K):
    """You divided by the root of d_model, the width of all heads together.
    Look at how many features one head's query has.
    """
    return Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[1] * Q.shape[3])


@chaff(attention_scores)
def scaled_by_seq(Q, K):
    """You divided by the root of the number of keys.
    Look at which axis of Q the formula names.
    """
    return Q @ K.swapaxes(-1, -2) / np.sqrt(K.shape[2])


@chaff(attention_scores)
def scaled_by_seq_q(Q, K):
    """You divided by the root of the number of queries.
    Look at which axis of Q the formula names.
    """
    return Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[2])


@chaff(attention_scores)
def scaled_by_heads(Q, K):
    """You divided by the root of the number of heads.
    Look at which axis of Q the formula names.
    """
    return Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[1])


@chaff(attention_scores)
def scaled_by_batch(Q, K):
    """You divided by the root of the number of sequences, which is what `len` counts here.
    Look at which axis of Q the formula names.
    """
    return Q @ K.swapaxes(-1, -2) / np.sqrt(len(Q))


@chaff(attention_scores)
def scaled_for_64_features(Q, K):
    """You divided by 8, the root of the 64 features that a head has in the paper.
    Look at where your code takes d_head from.
    """
    return Q @ K.swapaxes(-1, -2) / 8


@chaff(attention_scores)
def scaled_for_2_features(Q, K):
    """You divided by the root of 2, which fits the toy alone.
    Look at where your code takes d_head from.
    """
    return Q @ K.swapaxes(-1, -2) / np.sqrt(2)


@chaff(attention_scores)
def root_rounded(Q, K):
    """You rounded the root of d_head down to a whole number.
    Look for `int(...)` or `//` in the scaling.
    """
    return Q @ K.swapaxes(-1, -2) / int(np.sqrt(Q.shape[-1]))


@chaff(attention_scores)
def scores_rounded_down(Q, K):
    """You rounded the scores down to whole numbers after the division.
    Look at how many strokes your division sign has.
    """
    return Q @ K.swapaxes(-1, -2) // np.sqrt(Q.shape[-1])


# Other axes.


@chaff(attention_scores)
def keys_by_queries(Q, K):
    """Your scores are transposed: a row is a key and a column is a query.
    Look at which of the two stands first in the product.
    """
    return K @ Q.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def keys_not_transposed(Q, K):
    """You multiplied queries and keys as they are, so the keys' tokens met the queries' features.
    Look at which axis of K has to meet d_head.
    """
    return Q @ K / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def keys_reshaped(Q, K):
    """You reshaped the keys to (batch, heads, d_head, seq_k), which mixes the features of tokens.
    Look at what `reshape` does to the order of the numbers, and what a transpose does.
    """
    batch, heads, seq_k, d_head = K.shape
    return Q @ K.reshape(batch, heads, d_head, seq_k) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def all_axes_of_the_keys_reversed(Q, K):
    """You turned round all four axes of K, the batch and the heads included.
    Look at what `.T` does to an array with four axes.
    """
    return Q @ K.T / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def heads_of_the_keys_moved(Q, K):
    """You swapped the heads and the tokens of K, and left its features last.
    Look at which two axes of K have to change places for the features to meet.
    """
    return Q @ K.swapaxes(1, 2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def token_by_token(Q, K):
    """You scored query i with key i alone: (batch, heads, seq), no axis for the keys.
    Look at how many keys one query has to meet.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    return (Q * K).sum(axis=-1) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def features_by_features(Q, K):
    """You summed over the tokens: your result is (batch, heads, d_head, d_head).
    Look at which axis is gone in the formula's result.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    return Q.swapaxes(-1, -2) @ K / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def heads_by_heads(Q, K):
    """You scored heads against heads: your result is (batch, seq, heads, heads).
    Look at which two axes stand last when you multiply.
    """
    return Q.swapaxes(1, 2) @ K.transpose(0, 2, 3, 1) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def heads_summed(Q, K):
    """You summed over the heads as well: your result is (batch, seq_q, seq_k).
    Look at which axes your product keeps.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    return np.einsum("bhid,bhjd->bij", Q, K) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def every_head_with_every_head(Q, K):
    """You scored every sequence and head against every other, and your result has six axes.
    Look at how your product treats the axes in front of the last two.
    """
    return np.dot(Q, K.swapaxes(-1, -2)) / np.sqrt(Q.shape[-1])


# Other operands.


@chaff(attention_scores)
def queries_with_queries(Q, K):
    """You scored the queries against themselves.
    Look at what you use K for.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    return Q @ Q.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def keys_with_keys(Q, K):
    """You scored the keys against themselves.
    Look at what you use Q for.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    return K @ K.swapaxes(-1, -2) / np.sqrt(K.shape[-1])


@chaff(attention_scores)
def lengths_divided_out(Q, K):
    """You divided by the lengths of the query and the key, so your scores are cosines.
    Look at what the formula divides by: it is the same for all pairs.
    """
    lengths_q = np.linalg.norm(Q, axis=-1, keepdims=True)
    lengths_k = np.linalg.norm(K, axis=-1, keepdims=True)
    return (Q / lengths_q) @ (K / lengths_k).swapaxes(-1, -2)


# Right for some inputs only.


@chaff(attention_scores)
def batch_axis_dropped(Q, K):
    """You scored the first sequence of the batch only, and its batch axis is gone.
    Look at the number of axes that goes in and the number that comes out.
    """
    return Q[0] @ K[0].swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def batch_of_1_only(Q, K):
    """Your code is right for a batch of 1 and raises a ValueError for a larger one.
    Look at where it takes for granted that there is one sequence.
    """
    scores = Q.reshape(Q.shape[1:]) @ K.reshape(K.shape[1:]).swapaxes(-1, -2)
    return scores[np.newaxis] / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def first_sequence_s_keys(Q, K):
    """The queries of every sequence met the keys of sequence 0.
    Look at an index 0 that ought to follow the batch.
    """
    return Q @ K[0].swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def first_head_s_keys(Q, K):
    """The queries of every head met the keys of head 0.
    Look at an index that ought to follow the heads.
    """
    return Q @ K[:, :1].swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def other_sequences_left_zero(Q, K):
    """Sequence 0 of your scores is right, and the others are still zero.
    Look at how often your loop over the batch runs, and how far its `return` is indented.
    """
    scores = np.zeros((*Q.shape[:3], K.shape[2]))
    scores[0] = Q[0] @ K[0].swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
    return scores


@chaff(attention_scores)
def keys_left_out(Q, K):
    """You scored as many keys as there are queries, and left out the rest.
    Look at which array your loop over the keys takes its length from.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    seq = Q.shape[2]
    scores = np.zeros((*Q.shape[:3], seq))
    for i in range(seq):
        for j in range(seq):
            scores[:, :, i, j] = (Q[:, :, i] * K[:, :, j]).sum(axis=-1) / np.sqrt(Q.shape[-1])
    return scores


@chaff(attention_scores)
def queries_left_out(Q, K):
    """You scored as many queries as there are keys, and left out the rest.
    Look at which array your loop over the queries takes its length from.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    seq = K.shape[2]
    scores = np.zeros((*Q.shape[:2], seq, seq))
    for i in range(seq):
        for j in range(seq):
            scores[:, :, i, j] = (Q[:, :, i] * K[:, :, j]).sum(axis=-1) / np.sqrt(Q.shape[-1])
    return scores


@chaff(attention_scores)
def fewer_keys_refused(Q, K):
    """You raise a ValueError where there are fewer keys than queries.
    Look at your checks, and at what the docstring says has to agree.
    """
    if K.shape[2] < Q.shape[2]:
        raise ValueError("there are more queries than keys")
    return Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def other_lengths_refused(Q, K):
    """You raise a ValueError where there are more keys than queries, or fewer.
    Look at what in your code takes seq_q and seq_k for one number.
    """
    if Q.shape != K.shape:
        raise ValueError("queries and keys must have the same shape")
    return Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def as_many_keys_as_features(Q, K):
    """Your code raises a ValueError where a head has more features than there are tokens, or fewer.
    Look at the shape of the array that you fill, and at the axes that your code compares.
    """
    scores = np.zeros_like(Q)
    scores[...] = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
    return scores


@chaff(attention_scores)
def transposed_only_if_needed(Q, K):
    """You left the keys as they are wherever the shapes let you multiply.
    Look at an input with as many keys as features: the shapes fit, and the wrong axes meet.
    """
    if K.shape[-2] != Q.shape[-1]:
        K = K.swapaxes(-1, -2)
    return Q @ K / np.sqrt(Q.shape[-1])


# Errors.


@chaff(attention_scores)
def longer_ones_cut(Q, K):
    """You cut off the features that only the queries or only the keys have, without a word.
    Look at what is due when the two have a different d_head.
    """
    d_head = min(Q.shape[-1], K.shape[-1])
    return Q[..., :d_head] @ K[..., :d_head].swapaxes(-1, -2) / np.sqrt(d_head)


@chaff(attention_scores)
def none_where_d_head_differs(Q, K):
    """You return None where the queries and the keys have a different d_head.
    Look at what the docstring says under Raises; to print a message is not to raise one.
    """
    if Q.shape[-1] != K.shape[-1]:
        return None
    return Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


@chaff(attention_scores)
def fails_by_assert(Q, K):
    """You refuse a d_head that differs with an AssertionError.
    Look at which exception the docstring promises.
    """
    assert Q.shape[-1] == K.shape[-1]
    return Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])


# Lost digits and types.


@chaff(attention_scores)
def in_single_precision(Q, K):
    """Your scores are right to some 7 digits and no further, which is what float32 keeps.
    Look for a conversion, an array that you made with a dtype, or a tiny number that you add.
    """
    Q, K = Q.astype(np.float32), K.astype(np.float32)
    return Q @ K.swapaxes(-1, -2) / np.float32(np.sqrt(Q.shape[-1]))


@chaff(attention_scores)
def rounded(Q, K):
    """You rounded the scores to 2 decimals.
    Look for `round`: printed numbers may be short, returned ones are not.
    """
    return np.round(Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1]), 2)


@chaff(attention_scores)
def whole_numbers(Q, K):
    """Your scores are whole numbers: what stood behind the point is cut off.
    Look at the dtype of the array that you fill.
    """
    return (Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])).astype(int)


# What the caller did not ask for.


@chaff(attention_scores)
def size_1_axes_dropped(Q, K):
    """You dropped the axes of size 1, so a batch of one sequence lost its batch axis.
    Look for `squeeze`.
    """
    return np.squeeze(Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1]))


@chaff(attention_scores)
def batch_of_1_unwrapped(Q, K):
    """Your scores lose their batch axis where the batch has one sequence.
    Look at what your code does for a batch of 1 that it does not do for others.
    """
    scores = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
    return scores[0] if len(scores) == 1 else scores


@chaff(attention_scores)
def queries_changed(Q, K):
    """You scaled the caller's own array: after the call Q has other values than before.
    Look for `/=` or `*=` on an argument.
    """
    Q /= np.sqrt(Q.shape[-1])
    return Q @ K.swapaxes(-1, -2)


@chaff(attention_scores)
def keys_changed(Q, K):
    """You scaled the caller's own array: after the call K has other values than before.
    Look for `/=` or `*=` on an argument.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError("queries and keys must share d_head")
    K /= np.sqrt(K.shape[-1])
    return Q @ K.swapaxes(-1, -2)


@chaff(attention_scores)
def softmax_already(Q, K):
    """You applied a softmax already: each of your rows sums to 1.
    Look at what the formula has inside the softmax, and leave the rest for the next exercise.
    """
    scores = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


@chaff(attention_scores)
def later_keys_hidden(Q, K):
    """You hid the keys that come after each query, with -inf.
    Look at whether the docstring asks for a mask.
    """
    scores = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
    return np.where(np.tri(*scores.shape[-2:], dtype=bool), scores, -np.inf)


@chaff(attention_scores)
def largest_score_subtracted(Q, K):
    """You subtracted each row's largest score.
    Look at what the formula has inside the softmax, and leave the rest for the next exercise.
    """
    scores = Q @ K.swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
    return scores - scores.max(axis=-1, keepdims=True)
