"""What a hidden test earns."""

import math
from collections.abc import Sequence


def read_points(arguments: Sequence[object]) -> float:
    """The points in `@pytest.mark.points(2)`: one finite number above zero.

    Raises:
        ValueError: saying what is wrong with them.
    """
    if len(arguments) != 1:
        raise ValueError(f"points takes one number, not {len(arguments)}")
    [points] = arguments
    if isinstance(points, bool) or not isinstance(points, int | float):
        raise ValueError(f"points are {points!r}, which is no number")
    if not math.isfinite(points) or points <= 0:
        raise ValueError(f"points are {points!r}, but must be a finite number above zero")
    return float(points)
