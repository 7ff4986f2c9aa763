"""What a student must not see of `split_heads`."""

import numpy as np

from course.authoring import chaff, examples, wheat


def split_heads(x, n_heads):
    """Share out the features of every token among the heads.

    Head i gets the d_head features i * d_head … (i + 1) * d_head - 1 of every token, where
    d_model = n_heads * d_head.

    Args:
        x: queries, keys or values of all heads side by side, (batch, seq, d_model).
        n_heads: the number of heads, an int of at least 1.

    Returns:
        The same numbers, one block a head, (batch, heads, seq, d_head).

    Raises:
        ValueError: n_heads does not divide d_model.
    """
    batch, seq, d_model = x.shape
    d_head, rest = divmod(d_model, n_heads)
    if rest:
        raise ValueError(f"n_heads={n_heads} does not divide d_model={d_model}")
    return x.reshape(batch, seq, n_heads, d_head).transpose(0, 2, 1, 3)


@examples(split_heads)
def two_token_toy():
    yield {"x": np.array([[[1.0, 2.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]]]), "n_heads": 2}


@examples(split_heads)
def own_coordinates():
    """Feature f of token s in sequence b holds 1000 b + 100 s + f."""
    b, s, f = np.ogrid[0:3, 0:2, 0:20]
    yield {"x": 1000.0 * b + 100.0 * s + f, "n_heads": 4}


@examples(split_heads)
def all_axes_equal():
    yield {"x": np.random.default_rng(1).normal(size=(2, 2, 4)).round(2), "n_heads": 2}


@examples(split_heads)
def three_heads():
    yield {"x": np.random.default_rng(4).normal(size=(1, 2, 9)).round(2), "n_heads": 3}


@examples(split_heads)
def axes_of_size_1():
    yield {"x": np.array([[[0.5]]]), "n_heads": 1}


@examples(split_heads)
def heads_that_do_not_fit():
    yield {"x": np.random.default_rng(2).normal(size=(1, 2, 5)).round(2), "n_heads": 2}


@examples(split_heads, public=False)
def kept_for_grading():
    yield {"x": np.random.default_rng(3).normal(size=(2, 5, 6)).round(2), "n_heads": 3}


@wheat(split_heads)
def with_slices(x, n_heads):
    d_model = x.shape[-1]
    if d_model % n_heads != 0:
        raise ValueError("the heads do not fit")
    d_head = d_model // n_heads
    return np.stack([x[:, :, i * d_head : (i + 1) * d_head] for i in range(n_heads)], axis=1)


@wheat(split_heads)
def with_loops(x, n_heads):
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    d_head = d_model // n_heads
    out = np.empty((batch, n_heads, seq, d_head), dtype=x.dtype)
    for b in range(batch):
        for s in range(seq):
            for feature in range(d_model):
                out[b, feature // d_head, s, feature % d_head] = x[b, s, feature]
    return out


@wheat(split_heads)
def with_numpy_split(x, n_heads):
    return np.array(np.split(x, n_heads, axis=-1)).swapaxes(0, 1)


@wheat(split_heads)
def with_a_width_left_open(x, n_heads):
    return np.moveaxis(x.reshape(*x.shape[:2], n_heads, -1), 2, 1)


@wheat(split_heads)
def with_features_first(x, n_heads):
    batch, seq, d_model = x.shape
    columns = x.transpose(0, 2, 1)
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return columns.reshape(batch, n_heads, d_model // n_heads, seq).transpose(0, 1, 3, 2)


@wheat(split_heads)
def with_indices(x, n_heads):
    features = np.arange(x.shape[-1]).reshape(n_heads, -1)
    return np.einsum("bsnd->bnsd", x[:, :, features])


@wheat(split_heads)
def with_one_hot_matrices(x, n_heads):
    d_model = x.shape[-1]
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    blocks = np.eye(d_model).reshape(d_model, n_heads, -1).swapaxes(0, 1)
    return x[:, np.newaxis] @ blocks


@wheat(split_heads)
def in_float64_and_back(x, n_heads):
    heads = np.split(x.astype(np.float64), n_heads, axis=2)
    return np.concatenate([head[:, np.newaxis] for head in heads], axis=1).astype(x.dtype)


# The right shape, the wrong numbers.


@chaff(split_heads)
def straight_reshape(x, n_heads):
    """You reshaped straight to (batch, heads, seq, d_head): the shape is right, the tokens are not.
    Look at which token the second row of head 0 comes from.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, n_heads, seq, d_model // n_heads)


@chaff(split_heads)
def transposed_then_reshaped(x, n_heads):
    """You turned x round and reshaped that to (batch, heads, seq, d_head), so rows mix tokens.
    Look at what stands in the first row of head 0: it has to come from one token.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.swapaxes(1, 2).reshape(batch, n_heads, seq, d_model // n_heads)


@chaff(split_heads)
def heads_cut_off_first(x, n_heads):
    """You reshaped to (heads, batch, seq, d_head) first, which cuts x across its tokens.
    Look at what head 0 holds: it has to have a part of every token of every sequence.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(n_heads, batch, seq, d_model // n_heads).swapaxes(0, 1)


@chaff(split_heads)
def features_dealt_out(x, n_heads):
    """You dealt the features out in turn: head 0 holds every n_heads-th feature of a token.
    Look at which features belong together.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, d_model // n_heads, n_heads).transpose(0, 3, 1, 2)


@chaff(split_heads)
def moved_only_if_needed(x, n_heads):
    """You left the axes as they were wherever there are as many tokens as heads.
    Look at what decides in your code: a shape that fits says nothing of what stands where.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    heads = x.reshape(batch, seq, n_heads, d_model // n_heads)
    return heads if seq == n_heads else heads.transpose(0, 2, 1, 3)


@chaff(split_heads)
def windows_overlap(x, n_heads):
    """Your heads overlap: head 1 starts one feature after head 0, not where head 0 ends.
    Look at where the slice of head i begins.
    """
    d_model = x.shape[-1]
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    d_head = d_model // n_heads
    return np.stack([x[:, :, i : i + d_head] for i in range(n_heads)], axis=1)


@chaff(split_heads)
def first_block_for_every_head(x, n_heads):
    """Every head of yours holds the features of head 0.
    Look at what changes from one head to the next in your code.
    """
    d_model = x.shape[-1]
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return np.stack([x[:, :, : d_model // n_heads]] * n_heads, axis=1)


@chaff(split_heads)
def heads_from_the_back(x, n_heads):
    """Your heads come in reverse: head 0 holds the last features of every token.
    Look at which features head 0 is promised.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    heads = x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)
    return heads[:, ::-1]


# The axes in another order, or other axes.


@chaff(split_heads)
def seq_before_heads(x, n_heads):
    """You returned (batch, seq, heads, d_head): the sequence axis still stands before the heads.
    Look at the order of the axes.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads)


@chaff(split_heads)
def features_before_seq(x, n_heads):
    """You returned (batch, heads, d_head, seq): the last two axes stand in each other's place.
    Look at the order of the axes.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 3, 1)


@chaff(split_heads)
def heads_first(x, n_heads):
    """You returned (heads, batch, seq, d_head): the heads stand before the batch.
    Look at which axis comes first.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(2, 0, 1, 3)


@chaff(split_heads)
def heads_last(x, n_heads):
    """You returned (batch, seq, d_head, heads): the heads are the last axis.
    Look at which axis you stack the heads along, or where you move them.
    """
    return np.stack(np.split(x, n_heads, axis=-1), axis=-1)


@chaff(split_heads)
def all_axes_reversed(x, n_heads):
    """You returned (d_head, heads, seq, batch): all axes are turned round.
    Look at what `.T` does to an array with four axes.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).T


@chaff(split_heads)
def count_and_width_swapped(x, n_heads):
    """You made heads of n_heads features each, (batch, d_head, seq, n_heads).
    Look at which of the two numbers counts the heads and which is a head's width.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, d_model // n_heads, n_heads).transpose(0, 2, 1, 3)


@chaff(split_heads)
def heads_merged_into_batch(x, n_heads):
    """You put the heads into the batch axis: (batch * heads, seq, d_head), three axes.
    Look at how many axes are due.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    d_head = d_model // n_heads
    split = x.reshape(batch, seq, n_heads, d_head).transpose(0, 2, 1, 3)
    return split.reshape(batch * n_heads, seq, d_head)


@chaff(split_heads)
def heads_laid_together_again(x, n_heads):
    """You gave back (batch, seq, d_model), the numbers where they were in x.
    Look for a step that undoes another, such as a second reshape.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).reshape(batch, seq, d_model)


@chaff(split_heads)
def list_of_heads(x, n_heads):
    """You returned a list with one (batch, seq, d_head) array for each head.
    Look at how many axes the docstring asks for, and which of them counts the heads.
    """
    return np.split(x, n_heads, axis=-1)


@chaff(split_heads)
def all_features_for_every_head(x, n_heads):
    """Every head of yours holds all features: you returned (batch, heads, seq, d_model).
    Look at how wide one head's share is.
    """
    if x.shape[-1] % n_heads:
        raise ValueError("the heads do not fit")
    return np.stack([x] * n_heads, axis=1)


@chaff(split_heads)
def tokens_shared_out(x, n_heads):
    """You shared out the tokens: each head holds a part of the sequence, with all features.
    Look at which axis of x you cut.
    """
    if x.shape[-1] % n_heads:
        raise ValueError("the heads do not fit")
    return np.stack(np.split(x, n_heads, axis=1), axis=1)


@chaff(split_heads)
def sequences_shared_out(x, n_heads):
    """You shared out the batch: each head holds some of the sequences, with all features.
    Look at which axis of x you cut, and which one is cut if you name none.
    """
    if x.shape[-1] % n_heads:
        raise ValueError("the heads do not fit")
    return np.stack(np.split(x, n_heads), axis=1)


# Right for some inputs only.


@chaff(split_heads)
def always_two_heads(x, n_heads):
    """Your code makes two heads, whatever n_heads is.
    Look at where n_heads comes into it.
    """
    return np.stack(np.split(x, 2, axis=-1), axis=1)


@chaff(split_heads)
def always_two_features_a_head(x, n_heads):
    """Your code makes heads of two features, as many as it takes, whatever n_heads is.
    Look at how it comes to a head's width.
    """
    batch, seq, _ = x.shape
    return x.reshape(batch, seq, -1, 2).transpose(0, 2, 1, 3)


@chaff(split_heads)
def axes_taken_for_one(x, n_heads):
    """You took two of tokens, heads and a head's features for one: a ValueError where they differ.
    Look at the shape of the array that you fill.
    """
    batch, seq, d_model = x.shape
    heads = x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)
    out = np.zeros((batch, seq, n_heads, d_model // n_heads))
    out[...] = heads
    return out


@chaff(split_heads)
def made_for_the_toy(x, n_heads):
    """Your code is right for two heads of two features, and raises a ValueError for others.
    Look for a number in it that ought to come from the arguments.
    """
    batch, seq, _ = x.shape
    return x.reshape(batch, seq, n_heads, 2).transpose(0, 2, 1, 3)


@chaff(split_heads)
def batch_axis_dropped(x, n_heads):
    """You split the first sequence of the batch only, and its batch axis is gone.
    Look at the number of axes that goes in and the number that comes out.
    """
    return np.stack(np.split(x[0], n_heads, axis=-1))


@chaff(split_heads)
def one_head_left_out(x, n_heads):
    """Where there is one head you return three axes, (batch, seq, d_head).
    Look at what the docstring says about the axes: it makes no exception.
    """
    if n_heads == 1:
        return x.copy()
    return np.stack(np.split(x, n_heads, axis=-1), axis=1)


@chaff(split_heads)
def batch_of_1_only(x, n_heads):
    """Your code is right for a batch of 1 and raises a ValueError for a larger one.
    Look at where it takes for granted that there is one sequence.
    """
    _, seq, d_model = x.shape
    return x.reshape(1, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)


@chaff(split_heads)
def first_sequence_everywhere(x, n_heads):
    """Every sequence of your batch has the heads of sequence 0.
    Look at an index 0 that ought to follow the batch.
    """
    return np.stack([np.stack(np.split(x[0], n_heads, axis=-1)) for _ in x])


@chaff(split_heads)
def other_heads_left_zero(x, n_heads):
    """Head 0 is right, and the other heads are still zero.
    Look at how often your loop over the heads runs, and how far its `return` is indented.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    d_head = d_model // n_heads
    out = np.zeros((batch, n_heads, seq, d_head))
    out[:, 0] = x[:, :, :d_head]
    return out


# Errors.


@chaff(split_heads)
def remainder_dropped(x, n_heads):
    """You left out the features that no head had room for, without a word.
    Look at what is due when n_heads does not divide d_model.
    """
    batch, seq, d_model = x.shape
    d_head = d_model // n_heads
    fitting = x[:, :, : n_heads * d_head]
    return fitting.reshape(batch, seq, n_heads, d_head).transpose(0, 2, 1, 3)


@chaff(split_heads)
def padded_with_zeros(x, n_heads):
    """You filled up the last head with zeros where the heads do not fit.
    Look at what is due when n_heads does not divide d_model.
    """
    batch, seq, d_model = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (0, -d_model % n_heads)))
    return padded.reshape(batch, seq, n_heads, -1).transpose(0, 2, 1, 3)


@chaff(split_heads)
def none_where_heads_do_not_fit(x, n_heads):
    """You return None where the heads do not fit.
    Look at what the docstring says under Raises; to print a message is not to raise one.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        return None
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)


@chaff(split_heads)
def fails_by_assert(x, n_heads):
    """You refuse heads that do not fit with an AssertionError.
    Look at which exception the docstring promises.
    """
    batch, seq, d_model = x.shape
    assert d_model % n_heads == 0
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)


@chaff(split_heads)
def fails_by_plain_exception(x, n_heads):
    """You refuse heads that do not fit with an Exception of no special class.
    Look at which exception the docstring promises.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise Exception("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)


@chaff(split_heads)
def one_head_of_one_feature_refused(x, n_heads):
    """You raise a ValueError for one head of one feature, although it does fit.
    Look at the comparisons in your check, and at which numbers of heads it lets pass.
    """
    batch, seq, d_model = x.shape
    if n_heads >= d_model or d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)


@chaff(split_heads)
def odd_d_model_refused(x, n_heads):
    """You raise a ValueError where d_model and n_heads are odd, although the heads do fit.
    Look at what your check divides by what.
    """
    batch, seq, d_model = x.shape
    if d_model % 2:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)


# What the caller did not ask for.


@chaff(split_heads)
def size_1_axes_dropped(x, n_heads):
    """You dropped the axes of size 1, so a batch of one sequence lost its batch axis.
    Look for `squeeze`.
    """
    return np.squeeze(np.stack(np.split(x, n_heads, axis=-1), axis=1))


@chaff(split_heads)
def in_single_precision(x, n_heads):
    """Your result is right to some 7 digits and no further, which is what float32 keeps.
    Look for a conversion, or for an array that you made with a dtype.
    """
    return np.stack(np.split(x.astype(np.float32), n_heads, axis=-1), axis=1)


@chaff(split_heads)
def whole_numbers(x, n_heads):
    """Your result has whole numbers: what stood behind the point is cut off.
    Look at the dtype of the array that you fill.
    """
    return np.stack(np.split(x.astype(int), n_heads, axis=-1), axis=1)


@chaff(split_heads)
def written_into_the_input(x, n_heads):
    """You wrote the heads into the memory of x, over features that you had yet to read.
    Look at whether the array that you fill is a new one: a reshape often is not.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    d_head = d_model // n_heads
    out = x.reshape(batch, n_heads, seq, d_head)
    for i in range(n_heads):
        out[:, i] = x[:, :, i * d_head : (i + 1) * d_head].copy()
    return out.copy()


@chaff(split_heads)
def features_taken_from_x(x, n_heads):
    """Your result is right, but you set the caller's x to 0 on the way.
    Look for an assignment to a part of x.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    d_head = d_model // n_heads
    out = np.zeros((batch, n_heads, seq, d_head))
    for i in range(n_heads):
        out[:, i] = x[:, :, i * d_head : (i + 1) * d_head]
        x[:, :, i * d_head : (i + 1) * d_head] = 0.0
    return out


@chaff(split_heads)
def already_scaled(x, n_heads):
    """You divided by the root of d_head, too.
    Look at what the docstring says about the numbers: they only move.
    """
    d_head = x.shape[-1] // n_heads
    return np.stack(np.split(x, n_heads, axis=-1), axis=1) / np.sqrt(d_head)
