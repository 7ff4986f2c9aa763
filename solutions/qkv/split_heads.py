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
    """Feature f of token s in sequence b holds 100 b + 10 s + f."""
    b, s, f = np.ogrid[0:3, 0:4, 0:10]
    yield {"x": 100.0 * b + 10.0 * s + f, "n_heads": 2}


@examples(split_heads)
def all_axes_equal():
    yield {"x": np.random.default_rng(1).normal(size=(2, 2, 4)).round(2), "n_heads": 2}


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
def seq_before_heads(x, n_heads):
    """You returned (batch, seq, heads, d_head): the sequence axis still stands before the heads.
    Look at the order of the axes.
    """
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("the heads do not fit")
    return x.reshape(batch, seq, n_heads, d_model // n_heads)


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
def remainder_dropped(x, n_heads):
    """You left out the features that no head had room for, without a word.
    Look at what is due when n_heads does not divide d_model.
    """
    batch, seq, d_model = x.shape
    d_head = d_model // n_heads
    fitting = x[:, :, : n_heads * d_head]
    return fitting.reshape(batch, seq, n_heads, d_head).transpose(0, 2, 1, 3)


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
def fails_by_assert(x, n_heads):
    """You refuse heads that do not fit with an AssertionError.
    Look at which exception the docstring promises.
    """
    batch, seq, d_model = x.shape
    assert d_model % n_heads == 0
    return x.reshape(batch, seq, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)
