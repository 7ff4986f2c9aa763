"""What a student must not see of `attention_scores`."""

import numpy as np

from course.authoring import chaff, examples, wheat


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
    d_head = Q.shape[-1]
    if K.shape[-1] != d_head:
        raise ValueError(f"queries have d_head={d_head}, keys have d_head={K.shape[-1]}")
    return Q @ K.swapaxes(-1, -2) / d_head**0.5


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


@chaff(attention_scores)
def not_scaled(Q, K):
    """You returned the bare products of queries and keys.
    Look at what the formula does with d_head.
    """
    return Q @ K.swapaxes(-1, -2)


@chaff(attention_scores)
def scaled_by_d_head(Q, K):
    """You divided by d_head itself.
    Look at the denominator of the formula once more.
    """
    return Q @ K.swapaxes(-1, -2) / Q.shape[-1]


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
def root_rounded(Q, K):
    """You rounded the root of d_head down to a whole number.
    Look for `int(...)` or `//` in the scaling.
    """
    return Q @ K.swapaxes(-1, -2) / int(np.sqrt(Q.shape[-1]))


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
def queries_changed(Q, K):
    """You scaled the caller's own array: after the call Q has other values than before.
    Look for `/=` or `*=` on an argument.
    """
    Q /= np.sqrt(Q.shape[-1])
    return Q @ K.swapaxes(-1, -2)
