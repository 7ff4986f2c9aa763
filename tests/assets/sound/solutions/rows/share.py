import numpy as np

from course.authoring import chaff, equivalent, examples, wheat


def share(x):
    """Return every entry's share of its row.

    Args:
        x: numbers, (rows, columns).

    Returns:
        Each entry over the sum of its row, (rows, columns).

    Raises:
        ValueError: a row adds up to 0.
    """
    total = x.sum(axis=-1, keepdims=True)
    if not total.all():
        raise ValueError("a row adds up to 0")
    return x / total


equivalent(share, "total = x.sum(axis=+1, keepdims=True)", "x has two axes, so 1 is the last.")
equivalent(share, "total = x.sum(axis=1, keepdims=True)", "x has two axes, so 1 is the last.")


@examples(share)
def two_rows():
    yield {"x": np.array([[1.0, 3.0, 4.0], [0.5, 1.0, 0.5]])}


@examples(share)
def a_zero():
    yield {"x": np.array([[0.0, 2.0]])}


@examples(share)
def nothing_to_share():
    yield {"x": np.array([[0.0, 0.0]])}


@examples(share, public=False)
def kept_for_grading():
    yield {"x": np.array([[7.0625, 0.25], [1.0, 3.0]])}


@wheat(share)
def row_by_row(x):
    if not x.sum(axis=1).all():
        raise ValueError("nothing to share")
    return np.array([row / row.sum() for row in x])


@chaff(share)
def over_columns(x):
    """You divided by the sums of the columns. Look at which axis a row is."""
    total = x.sum(axis=0)
    if not total.all():
        raise ValueError("nothing to share")
    return x / total


@chaff(share)
def not_refused(x):
    """You divided by a sum of 0. Look at what the docstring says of it."""
    with np.errstate(all="ignore"):
        return x / x.sum(axis=1, keepdims=True)


@chaff(share)
def zeros_refused(x):
    """You refused a row with a 0 in it. Look at what has to differ from 0."""
    if not x.all():
        raise ValueError("nothing to share")
    return x / x.sum(axis=1, keepdims=True)


@chaff(share)
def in_place(x):
    """You divided the caller's own array. Look at x after the call."""
    total = x.sum(axis=1, keepdims=True)
    if not total.all():
        raise ValueError("nothing to share")
    x /= total
    return x
