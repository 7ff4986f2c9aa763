import numpy as np

from course.authoring import chaff, examples, wheat


def double(x):
    """Double every number.

    Args:
        x: numbers, (size)

    Returns:
        The doubled numbers, (size).
    """
    return 2 * x


@examples(double)
def toy():
    yield {"x": np.array([1.0, 2.0])}


@examples(double, public=False)
def kept():
    yield {"x": np.array([901.5, 902.5])}


@wheat(double)
def by_sum(x):
    return x + x


@chaff(double)
def squared(x):
    """You multiplied each number by itself. Look at the first formula again."""
    return x * x
