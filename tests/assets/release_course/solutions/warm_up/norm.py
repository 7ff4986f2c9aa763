import numpy as np

from course.authoring import chaff, examples


def norm(x):
    """The Euclidean length of a vector.

    Args:
        x: a vector, (size)

    Returns:
        A number.
    """
    return np.sqrt((x * x).sum())


@examples(norm)
def toy():
    yield {"x": np.array([3.0, 4.0])}


@chaff(norm)
def of_absolutes(x):
    """You added the absolute values. Look at the formula of the length again."""
    return np.abs(x).sum()
