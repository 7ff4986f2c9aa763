import numpy as np

from course.authoring import chaff, examples, wheat


def double(x):
    """Return every entry twice as large.

    Args:
        x: numbers, (rows, columns).

    Returns:
        The doubled numbers, (rows, columns).

    Raises:
        ValueError: where x is empty.
    """
    if x.size == 0:
        raise ValueError("nothing to double")
    return x * 2


@examples(double)
def two_rows():
    yield {"x": np.array([[1.0, 3.0, 5.0], [0.5, -1.0, 4.0]])}


@examples(double)
def nothing():
    yield {"x": np.zeros((0, 3))}


@examples(double, public=False)
def single():
    yield {"x": np.array([[7.0, 0.25]], dtype=np.float32)}


@wheat(double)
def added(x):
    if not x.size:
        raise ValueError("empty")
    return x + x


@chaff(double)
def squared(x):
    """You square every entry. Look at what happens to 3."""
    if x.size == 0:
        raise ValueError("nothing to double")
    return x**2


@chaff(double)
def in_place(x):
    """You double the caller's own array. Look at x after the call."""
    if x.size == 0:
        raise ValueError("nothing to double")
    x *= 2
    return x
