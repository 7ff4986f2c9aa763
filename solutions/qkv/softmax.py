"""What a student must not see of `softmax`."""

import numpy as np

from course.authoring import chaff, examples, wheat


def softmax(scores):
    """Turn each query's scores into weights over the keys.

    The weight of key j for query i is exp(score_ij) / sum over all keys k of exp(score_ik)
    (the softmax of Vaswani et al. 2017, eq. 1). The weights are finite for any finite scores.
    A score of -inf has weight 0, as long as another score of its query is finite.

    Args:
        scores: one score for each query and key, (batch, heads, seq_q, seq_k).

    Returns:
        The weights, (batch, heads, seq_q, seq_k); each query's add up to 1.
    """
    shifted = scores - scores.max(axis=-1, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=-1, keepdims=True)


@examples(softmax)
def two_token_toy():
    raw = np.array([[[[2.0, 1.0], [1.0, 1.0]], [[2.0, 0.0], [3.0, 2.0]]]])
    yield {"scores": raw / np.sqrt(2.0)}


@examples(softmax)
def all_axes_different():
    yield {"scores": np.random.default_rng(1).normal(size=(3, 2, 4, 5)).round(2)}


@examples(softmax)
def all_axes_equal():
    yield {"scores": np.random.default_rng(2).normal(size=(3, 3, 3, 3)).round(2)}


@examples(softmax)
def axes_of_size_1():
    yield {"scores": np.array([[[[2.5]]]])}


@examples(softmax)
def large_scores():
    yield {"scores": np.array([[[[1000.0, 1001.0, 990.0], [-900.0, -902.0, -901.0]]]])}


@examples(softmax)
def minus_infinity():
    yield {"scores": np.array([[[[0.5, -np.inf, 1.5], [-np.inf, 0.25, -np.inf]]]])}


@examples(softmax, public=False)
def kept_for_grading():
    yield {"scores": np.random.default_rng(3).normal(size=(2, 3, 2, 4)).round(2)}


@wheat(softmax)
def with_loops(scores):
    weights = np.zeros(scores.shape)
    for row in np.ndindex(scores.shape[:-1]):
        top = max(scores[row])
        powers = [np.exp(score - top) for score in scores[row]]
        weights[row] = [power / sum(powers) for power in powers]
    return weights


@wheat(softmax)
def through_logarithms(scores):
    shifted = scores - np.max(scores, axis=3)[..., None]
    return np.exp(shifted - np.log(np.exp(shifted).sum(3))[..., None])


@wheat(softmax)
def repaired_after_overflow(scores):
    powers = np.exp(scores)
    totals = powers.sum(axis=-1, keepdims=True)
    shifted = np.exp(scores - np.amax(scores, axis=-1, keepdims=True))
    safe = shifted / np.einsum("bhij->bhi", shifted)[..., np.newaxis]
    return np.where((totals > 1e-250) & (totals < 1e250), powers / totals, safe)


@chaff(softmax)
def over_queries(scores):
    """You normalised over the queries, axis -2.
    Each query's weights over the keys must sum to 1, so look at the axis of the sum.
    """
    powers = np.exp(scores - scores.max(axis=-2, keepdims=True))
    return powers / powers.sum(axis=-2, keepdims=True)


@chaff(softmax)
def over_everything(scores):
    """You normalised over the whole array at once, so all weights together sum to 1.
    Look at the axis of the sum.
    """
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


@chaff(softmax)
def overflows(scores):
    """Your weights are right for small scores, but large scores overflow to nan.
    Look at how large a number `np.exp` can take, and at what leaves a row's weights as they are.
    """
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def one_shift_for_all(scores):
    """You subtracted the largest score of the whole array, so a row far below it underflows to 0/0.
    Look at which maximum belongs to a row.
    """
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def not_normalised(scores):
    """Your weights do not sum to 1: you returned the powers alone.
    Look at the denominator of the formula.
    """
    return np.exp(scores - scores.max(axis=-1, keepdims=True))


@chaff(softmax)
def small_number_added(scores):
    """You added a small number to the denominator, so the weights sum to a little less than 1.
    Look at whether that sum can ever be 0.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / (powers.sum(axis=-1, keepdims=True) + 1e-8)


@chaff(softmax)
def scores_clipped(scores):
    """You clipped the scores, so two large scores that differ get the same weight.
    Look for `clip`, `minimum` or `nan_to_num`.
    """
    powers = np.exp(np.clip(scores, -50.0, 50.0))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def scores_changed(scores):
    """You worked in the caller's own array: after the call the scores have other values.
    Look for `-=`, `/=` or `out=` on the argument.
    """
    scores -= scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)
