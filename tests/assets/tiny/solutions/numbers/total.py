import numpy as np

from course.authoring import chaff, examples


def total(x):
    """Sum over the rows.

    Args:
        x: numbers, (rows, columns).

    Returns:
        One sum a column, (columns).
    """
    return x.sum(axis=0)


@examples(total)
def two_rows():
    yield {"x": np.array([[1.0, 3.0, 5.0], [0.5, -1.0, 4.0]])}


@examples(total)
def as_many_rows_as_columns():
    yield {"x": np.array([[1.0, 2.0], [3.0, 5.0]])}


@chaff(total)
def over_columns(x):
    """You sum over the columns. Look at the shape of the result."""
    return x.sum(axis=1)
