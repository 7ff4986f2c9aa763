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
    yield {"scores": np.random.default_rng(1).normal(size=(3, 4, 2, 5)).round(2)}


@examples(softmax)
def all_axes_equal():
    yield {"scores": np.random.default_rng(2).normal(size=(2, 2, 2, 2)).round(2)}


@examples(softmax)
def axes_of_size_1():
    yield {"scores": np.array([[[[2.5]]]])}


@examples(softmax)
def large_scores():
    """Rows far apart in one head, heads far apart, and a row with a wide range."""
    yield {
        "scores": np.array(
            [
                [
                    [[1000.0, 1001.0, 0.0], [-900.0, -902.0, -901.0]],
                    [[-3000.0, -3001.0, -3003.0], [-3002.0, -3000.0, -3000.0]],
                ]
            ]
        )
    }


@examples(softmax)
def huge_scores():
    """A single query, too."""
    yield {"scores": np.array([[[[1e30, -1e30, 1e30]]]])}


@examples(softmax)
def minus_infinity():
    """Fewer keys than queries, and scores that are lower than what one may put for -inf."""
    yield {
        "scores": np.array(
            [
                [
                    [
                        [0.5, -np.inf, 1.5],
                        [-np.inf, 0.25, -np.inf],
                        [-np.inf, -(2.0**31), -(2.0**31)],
                        [1.25, 0.5, -np.inf],
                    ]
                ]
            ]
        )
    }


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


@wheat(softmax)
def in_place_on_a_copy(scores):
    weights = scores.copy()
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights


@wheat(softmax)
def in_float64_whatever_comes(scores):
    wide = scores.astype(np.float64)
    powers = np.exp(wide - np.maximum.reduce(wide, axis=-1, keepdims=True))
    return (powers / np.add.reduce(powers, axis=-1, keepdims=True)).astype(scores.dtype)


@wheat(softmax)
def keys_first(scores):
    rows = np.moveaxis(scores, -1, 0)
    powers = np.exp(rows - rows.max(axis=0))
    return np.moveaxis(powers / powers.sum(axis=0), 0, -1)


@wheat(softmax)
def rows_in_a_matrix(scores):
    """The sums are a product with ones."""
    rows = scores.reshape(-1, scores.shape[-1])
    powers = np.exp(rows.T - np.sort(rows)[:, -1]).T
    return (powers / (powers @ np.ones((rows.shape[1], 1)))).reshape(scores.shape)


@wheat(softmax)
def sums_by_tensordot(scores):
    highest = np.take_along_axis(scores, scores.argmax(axis=-1)[..., np.newaxis], axis=-1)
    powers = np.exp(scores - highest)
    sums = np.tensordot(powers, np.ones(scores.shape[-1]), axes=([3], [0]))
    return np.einsum("bhij,bhi->bhij", powers, 1.0 / sums)


@wheat(softmax)
def row_by_row(scores):
    def weigh(row):
        powers = np.exp(row - np.nanmax(row))
        return np.true_divide(powers, np.sum(powers))

    return np.apply_along_axis(weigh, -1, scores)


@wheat(softmax)
def through_differences(scores):
    """The weight of key j is 1 over the sum of exp(score_k - score_j)."""
    ours, others = scores[..., :, np.newaxis], scores[..., np.newaxis, :]
    gaps = np.where(np.isneginf(ours), np.inf, others - ours)
    return 1.0 / np.exp(gaps).sum(axis=-1)


# Axis: the right sum in a wrong direction.


@chaff(softmax)
def over_queries(scores):
    """You normalised over the queries, axis -2.
    Each query's weights over the keys must sum to 1, so look at the axis of the sum.
    """
    powers = np.exp(scores - scores.max(axis=-2, keepdims=True))
    return powers / powers.sum(axis=-2, keepdims=True)


@chaff(softmax)
def over_heads(scores):
    """You normalised over the heads, axis 1, so the heads share out each pair of query and key.
    Look at which axis of (batch, heads, seq_q, seq_k) counts the keys.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@chaff(softmax)
def over_batch(scores):
    """You normalised over the batch, axis 0, so the weights of one sequence depend on the others.
    Look at which axis of (batch, heads, seq_q, seq_k) counts the keys.
    """
    powers = np.exp(scores - scores.max(axis=0, keepdims=True))
    return powers / powers.sum(axis=0, keepdims=True)


@chaff(softmax)
def over_queries_and_keys(scores):
    """You normalised over queries and keys together, so the weights of a whole head sum to 1.
    Look at how many weights one sum of the formula runs over.
    """
    powers = np.exp(scores - scores.max(axis=(-2, -1), keepdims=True))
    return powers / powers.sum(axis=(-2, -1), keepdims=True)


@chaff(softmax)
def over_everything(scores):
    """You normalised over the whole array at once, so all weights together sum to 1.
    Look at the axis of the sum.
    """
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


@chaff(softmax)
def sums_without_their_axis(scores):
    """Your sums have lost the axis of the keys, so NumPy lines them up with other rows, or raises.
    Print the shapes on both sides of the division.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


@chaff(softmax)
def maxima_without_their_axis(scores):
    """Your maxima have lost the axis of the keys, so NumPy subtracts other rows' maxima, or raises.
    Print the shapes on both sides of the subtraction.
    """
    powers = np.exp(scores - scores.max(axis=-1))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def maxima_over_queries(scores):
    """You subtracted maxima over the queries, so the scores of one row are shifted unequally.
    Look at which numbers may be subtracted without a change of a row's weights.
    """
    powers = np.exp(scores - scores.max(axis=-2, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# Scale: not the formula's powers, or not its sum.


@chaff(softmax)
def powers_alone(scores):
    """You returned the powers of the scores as they are, so a query's weights do not sum to 1.
    Look at the denominator of the formula.
    """
    return np.exp(scores)


@chaff(softmax)
def not_normalised(scores):
    """You gave each query's heaviest key the weight 1, so a query's weights sum to more than 1.
    Look at the denominator of the formula.
    """
    return np.exp(scores - scores.max(axis=-1, keepdims=True))


@chaff(softmax)
def exp_left_out(scores):
    """You divided the scores themselves by their sum, so weights can be negative.
    Look at what the formula does to a score first.
    """
    return scores / scores.sum(axis=-1, keepdims=True)


@chaff(softmax)
def power_of_the_sum(scores):
    """Your denominator is the power of a row's sum.
    Look at which comes first in the denominator, the power or the sum.
    """
    return np.exp(scores) / np.exp(scores.sum(axis=-1, keepdims=True))


@chaff(softmax)
def divided_by_mean(scores):
    """You divided by the mean of a row's powers, so its weights sum to the number of keys.
    Look at the denominator of the formula.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.mean(axis=-1, keepdims=True)


@chaff(softmax)
def divided_by_length(scores):
    """You divided by the Euclidean length of a row's powers: the squares of its weights sum to 1.
    Look at the denominator of the formula.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / np.linalg.norm(powers, axis=-1, keepdims=True)


@chaff(softmax)
def powers_of_two(scores):
    """You took powers of 2, so the weights are nearer to each other than they should be.
    Look at the base of the formula's powers.
    """
    powers = 2.0 ** (scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def scaled_before(scores):
    """You divided the scores by the root of the number of keys before the powers.
    Look at which function does the scaling, and whether the formula of this one has a root.
    """
    scaled = scores / np.sqrt(scores.shape[-1])
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def scaled_after(scores):
    """You divided finished weights by the root of the number of keys, so they do not sum to 1.
    Look at what comes after the division by the sum.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True) / np.sqrt(scores.shape[-1])


@chaff(softmax)
def sign_flipped(scores):
    """Your weights fall where the scores rise: the lowest score gets the largest weight.
    Look at the sign in the exponent.
    """
    powers = np.exp(scores.min(axis=-1, keepdims=True) - scores)
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def each_score_alone(scores):
    """You put each score through a sigmoid of its own, so a query's weights do not sum to 1.
    Look at which other scores a weight depends on.
    """
    return 1.0 / (1.0 + np.exp(-scores))


@chaff(softmax)
def largest_score_only(scores):
    """You gave all the weight to the key with the largest score, and none to the others.
    Look at what the formula leaves to a key that comes second.
    """
    return (np.arange(scores.shape[-1]) == scores.argmax(axis=-1)[..., np.newaxis]) * 1.0


# Numeric: right for small scores only, or to a few digits.


@chaff(softmax)
def overflows(scores):
    """Your weights are right for small scores, but large scores overflow to nan.
    Look at how large a number `np.exp` can take, and at what leaves a row's weights as they are.
    """
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def one_shift_for_all(scores):
    """You subtracted one maximum from the rows of all heads, so a row far below it becomes 0/0.
    Look at which maximum belongs to a row.
    """
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def one_shift_a_head(scores):
    """You subtracted one maximum from all rows of a head, so a row far below it becomes 0/0.
    Look at which maximum belongs to a row.
    """
    powers = np.exp(scores - scores.max(axis=(-2, -1), keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def shifted_by_minimum(scores):
    """You subtracted each row's minimum, so a row with a wide range, or with -inf, becomes nan.
    Look at how large the largest exponent is after the shift.
    """
    powers = np.exp(scores - scores.min(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def shifted_by_mean(scores):
    """You subtracted each row's mean, which is -inf where one score is, so that row becomes nan.
    Look at how large the largest exponent is after the shift.
    """
    powers = np.exp(scores - scores.mean(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def shifted_by_first_key(scores):
    """You subtracted the score of the first key, so a row that starts with -inf becomes nan.
    Look at how large the largest exponent is after the shift.
    """
    powers = np.exp(scores - scores[..., :1])
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def shifted_by_largest_size(scores):
    """You subtracted the largest absolute value, so a row of large negative scores becomes 0/0.
    Look at what the signs of such a row do to the exponents.
    """
    powers = np.exp(scores - np.abs(scores).max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def shifted_above_only(scores):
    """You shifted the scores above the line and not below it, so a query's weights do not sum to 1.
    Look at whether both sides of the division hold the same powers.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / np.exp(scores).sum(axis=-1, keepdims=True)


@chaff(softmax)
def logarithm_subtracted(scores):
    """You subtracted the sum's logarithm from scores so large that it was rounded away.
    Look at what 1e30 - 1 is, and at which numbers of a row are small.
    """
    highest = scores.max(axis=-1, keepdims=True)
    sums = np.exp(scores - highest).sum(axis=-1, keepdims=True)
    return np.exp(scores - (highest + np.log(sums)))


@chaff(softmax)
def logarithm_overflows(scores):
    """You subtract the logarithm of a sum that overflows, so large scores get weight 0 or nan.
    Look at how large a number `np.exp` can take, and at what leaves a row's weights as they are.
    """
    return np.exp(scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True)))


@chaff(softmax)
def nan_replaced(scores):
    """You replaced the nan that large scores leave by 0, so those rows do not sum to 1.
    Look at where nan comes from instead of what becomes of it.
    """
    powers = np.exp(scores)
    return np.nan_to_num(powers / powers.sum(axis=-1, keepdims=True))


@chaff(softmax)
def scores_clipped(scores):
    """You clipped the scores, so two large scores that differ get the same weight.
    Look for `clip`, `minimum` or `nan_to_num`.
    """
    powers = np.exp(np.clip(scores, -50.0, 50.0))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def small_number_added(scores):
    """You added a small number to the denominator, so the weights sum to a little less than 1.
    Look at whether that sum can ever be 0.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / (powers.sum(axis=-1, keepdims=True) + 1e-8)


@chaff(softmax)
def infinity_as_zero(scores):
    """You replaced -inf by a score of 0, so a key that should be left out gets weight.
    Look at what exp(-inf) is.
    """
    finite = np.where(np.isinf(scores), 0.0, scores)
    powers = np.exp(finite - finite.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def infinity_as_zero_after_the_shift(scores):
    """You set -inf to 0 after the maximum was subtracted, so a key to leave out weighs the most.
    Look at what exp(-inf) is.
    """
    shifted = scores - scores.max(axis=-1, keepdims=True)
    powers = np.exp(np.where(np.isinf(shifted), 0.0, shifted))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def sums_of_other_rows(scores):
    """You put the sums of the rows back in the wrong place: each key is divided by another row's.
    Look at which axis the sum takes away, and where you put it back.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / np.expand_dims(powers.sum(axis=-1), axis=2)


@chaff(softmax)
def infinity_as_a_billion(scores):
    """You replaced -inf by a large negative number, which beats scores that are lower still.
    Look at what exp(-inf) is.
    """
    finite = np.where(np.isinf(scores), -1e9, scores)
    powers = np.exp(finite - finite.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def float32_inside(scores):
    """You computed in float32 and widened the result, so only 7 of its digits are right.
    Look for `float32` or `astype` on the way.
    """
    narrow = scores.astype(np.float32)
    powers = np.exp(narrow - narrow.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float64)


# General: right for some sizes only.


@chaff(softmax)
def first_sequence_only(scores):
    """You filled in the weights of sequence 0 and left those of the others 0.
    Look at how far your loop or index goes along the batch.
    """
    weights = np.zeros_like(scores)
    powers = np.exp(scores[0] - scores[0].max(axis=-1, keepdims=True))
    weights[0] = powers / powers.sum(axis=-1, keepdims=True)
    return weights


@chaff(softmax)
def two_heads_only(scores):
    """You filled in the weights of the first two heads and left those of the others 0.
    Look for a number of heads that is written down.
    """
    weights = np.zeros_like(scores)
    first = scores[:, :2]
    powers = np.exp(first - first.max(axis=-1, keepdims=True))
    weights[:, :2] = powers / powers.sum(axis=-1, keepdims=True)
    return weights


@chaff(softmax)
def first_sum_for_all(scores):
    """You divided every row of a head by the sum of its first row.
    Look at whose sum stands in the denominator for query i.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers[:, :, :1].sum(axis=-1, keepdims=True)


@chaff(softmax)
def square_only(scores):
    """Your code raises an error where there are more keys than queries, or fewer.
    Look at whether anything in the formula asks for as many keys as queries.
    """
    if scores.shape[2] != scores.shape[3]:
        raise ValueError("there must be as many keys as queries")
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# Layout: right weights in the wrong place.


@chaff(softmax)
def transposed(scores):
    """You returned (batch, heads, seq_k, seq_q): a row is a key and a column is a query.
    Look at the order of the axes that come in.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).swapaxes(-1, -2)


@chaff(softmax)
def heads_after_queries(scores):
    """You returned (batch, seq_q, heads, seq_k): the heads stand after the queries.
    Look at the order of the axes that come in.
    """
    rows = scores.transpose(0, 2, 1, 3)
    powers = np.exp(rows - rows.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def rows_in_wrong_place(scores):
    """You moved an axis and reshaped it back, so weights stand at other queries and heads.
    Look at whether `reshape` undoes a `transpose`.
    """
    rows = scores.transpose(0, 2, 1, 3)
    powers = np.exp(rows - rows.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).reshape(scores.shape)


@chaff(softmax)
def batch_dropped(scores):
    """You returned the weights of sequence 0 alone, three axes instead of four.
    Look for an index 0 where the whole batch is due.
    """
    powers = np.exp(scores[0] - scores[0].max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# Hygiene: the caller's array, axes of size 1, errors.


@chaff(softmax)
def scores_changed(scores):
    """You worked in the caller's own array: after the call the scores have other values.
    Look for `-=`, `/=` or `out=` on the argument.
    """
    scores -= scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def infinity_overwritten(scores):
    """You replaced -inf in the caller's own array, so after the call a hidden key has a score.
    Look for an assignment to entries of the argument.
    """
    scores[np.isneginf(scores)] = np.finfo(scores.dtype).min
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def squeezed(scores):
    """You dropped the axes of size 1, so a batch of one sequence comes back without its axis.
    Look for `squeeze`.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).squeeze()


@chaff(softmax)
def lone_query_dropped(scores):
    """You dropped the axis of the queries where there is one query only.
    Look at how many axes are due for one query.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights[:, :, 0] if scores.shape[2] == 1 else weights


@chaff(softmax)
def infinity_refused(scores):
    """You raise an error where a score is -inf.
    Look at which weight the docstring gives to such a score.
    """
    if not np.isfinite(scores).all():
        raise ValueError("scores must be finite")
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# Extra: what nobody asked for.


@chaff(softmax)
def applied_twice(scores):
    """You put the weights through the softmax once more, so they are nearer to equal.
    Look at how often your code takes powers.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    again = np.exp(powers / powers.sum(axis=-1, keepdims=True))
    return again / again.sum(axis=-1, keepdims=True)


@chaff(softmax)
def logarithms_returned(scores):
    """You returned the logarithms of the weights, which are negative.
    Look at your last step.
    """
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@chaff(softmax)
def future_hidden(scores):
    """You gave weight 0 to every key that stands after its query.
    Look at whether this chapter hides any token.
    """
    hidden = np.where(np.tril(np.ones(scores.shape[-2:], dtype=bool)), scores, -np.inf)
    powers = np.exp(hidden - hidden.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@chaff(softmax)
def future_weights_removed(scores):
    """You set finished weights to 0 where a key stands after its query, so they do not sum to 1.
    Look at whether this chapter hides any token.
    """
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.tril(powers / powers.sum(axis=-1, keepdims=True))


@chaff(softmax)
def zero_scores_hidden(scores):
    """You took a score of 0 for a key to be left out, and gave it weight 0.
    Look at what exp(0) is.
    """
    hidden = np.where(scores == 0.0, -np.inf, scores)
    powers = np.exp(hidden - hidden.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
