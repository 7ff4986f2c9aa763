"""What a student must not see of `mix_values`."""

import numpy as np

from course.authoring import chaff, examples, wheat


def mix_values(weights, V):
    """Mix the values of each head by the attention weights.

    The output of query i is the sum over the keys j of weight_ij times V_j (Vaswani et al.
    2017, eq. 1: what the softmax is multiplied by).

    Args:
        weights: each query's weights over the keys, (batch, heads, seq_q, seq_k).
        V: one value for each key, (batch, heads, seq_k, d_head).

    Returns:
        One mixture for each query, (batch, heads, seq_q, d_head).
    """
    return weights @ V


@examples(mix_values)
def two_token_toy():
    raw = np.array([[[[2.0, 1.0], [1.0, 1.0]], [[2.0, 0.0], [3.0, 2.0]]]])
    yield {
        "weights": _softmax(raw / np.sqrt(2.0)),
        "V": np.array([[[[3.0, 2.0], [0.0, 3.0]], [[2.0, 0.0], [1.0, 3.0]]]]),
    }


@examples(mix_values)
def all_axes_different():
    yield _inputs(batch=3, heads=2, seq_q=4, seq_k=5, d_head=6, seed=1)


@examples(mix_values)
def all_axes_equal():
    yield _inputs(batch=3, heads=3, seq_q=3, seq_k=3, d_head=3, seed=2)


@examples(mix_values)
def axes_of_size_1():
    yield _inputs(batch=1, heads=1, seq_q=1, seq_k=1, d_head=1, seed=3)


@examples(mix_values)
def one_key_takes_all():
    yield {
        "weights": np.array([[[[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]]]),
        "V": np.array([[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]]),
    }


@examples(mix_values, public=False)
def kept_for_grading():
    yield _inputs(batch=2, heads=3, seq_q=2, seq_k=4, d_head=5, seed=4)


def _softmax(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def _inputs(batch, heads, seq_q, seq_k, d_head, seed):
    draw = np.random.default_rng(seed)
    return {
        "weights": _softmax(draw.normal(size=(batch, heads, seq_q, seq_k))),
        "V": draw.normal(size=(batch, heads, seq_k, d_head)).round(2),
    }


@wheat(mix_values)
def with_einsum(weights, V):
    return np.einsum("bhij,bhjd->bhid", weights, V)


@wheat(mix_values)
def with_loops(weights, V):
    batch, heads, seq_q, seq_k = weights.shape
    out = np.zeros((batch, heads, seq_q, V.shape[-1]))
    for b in range(batch):
        for h in range(heads):
            for i in range(seq_q):
                for j in range(seq_k):
                    out[b, h, i] += weights[b, h, i, j] * V[b, h, j]
    return out


@wheat(mix_values)
def by_broadcasting(weights, V):
    return (weights[..., np.newaxis] * V[:, :, np.newaxis]).sum(axis=3)


@chaff(mix_values)
def weights_transposed(weights, V):
    """You summed over the queries: the weights are transposed.
    Look at which axis of the weights meets the keys' axis of V.
    """
    return weights.swapaxes(-1, -2) @ V


@chaff(mix_values)
def values_transposed(weights, V):
    """You transposed V, so the weights met its features.
    Look at which axis of V counts the keys.
    """
    return weights @ V.swapaxes(-1, -2)


@chaff(mix_values)
def weights_ignored(weights, V):
    """Every query gets the plain average of the values, whatever its weights are.
    Look at where the weights enter.
    """
    return np.repeat(V.mean(axis=2, keepdims=True), weights.shape[2], axis=2)


@chaff(mix_values)
def largest_weight_only(weights, V):
    """Each query takes the value of its heaviest key and drops the others.
    Look at what the other weights are for.
    """
    return np.take_along_axis(V, weights.argmax(axis=-1)[..., np.newaxis], axis=2)


@chaff(mix_values)
def heads_summed(weights, V):
    """You summed over the heads, so their axis is gone.
    Look at which axes the output keeps.
    """
    return np.einsum("bhij,bhjd->bid", weights, V)


@chaff(mix_values)
def seq_before_heads(weights, V):
    """You returned (batch, seq_q, heads, d_head): the sequence stands before the heads.
    Look at the order of the axes.
    """
    return (weights @ V).transpose(0, 2, 1, 3)


@chaff(mix_values)
def heads_joined(weights, V):
    """You joined the heads to (batch, seq_q, heads * d_head), which comes later.
    Look at how many axes are due.
    """
    mixed = (weights @ V).transpose(0, 2, 1, 3)
    return mixed.reshape(*mixed.shape[:2], -1)


@chaff(mix_values)
def softmax_again(weights, V):
    """You put the weights through a softmax once more, so they are nearer to equal.
    Look at what the weights already are.
    """
    powers = np.exp(weights)
    return powers / powers.sum(axis=-1, keepdims=True) @ V
