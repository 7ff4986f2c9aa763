"""What a student may see of a wrong function: public examples alone, shapes, and a small map."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.diagnose import same, shapes
from course.diagnose.pictures import maps_of
from course.grading.verdict import KNOWN_CLASSES
from course.model import Example, Observation, Opaque, Symptom

_LARGEST = 999
"""A longer axis is no size that an example leads to."""
_MOST_ARRAYS = _MOST_AXES = 8


def symptom(
    examples: Sequence[Example],
    got: Sequence[Observation],
    expected: Sequence[Observation],
    axes: Sequence[str],
) -> Symptom:
    """What to show: the toy where that is wrong, or else the first public example that is."""
    wrong = [
        (example, mine, right)
        for example, mine, right in zip(examples, got, expected, strict=True)
        if example.public and not same(mine, right)
    ]
    if not wrong:
        return Symptom()
    wrong.sort(key=lambda each: "toy" not in each[0].name)
    example, mine, right = wrong[0]
    _, due = shapes(mine, right, axes)
    return Symptom(
        example=example.name.replace("_", " "),
        got=_came(mine, right, axes),
        expected=due,
        raised=mine.raised is not None,
        maps=maps_of(mine.value, right.value, axes),
    )


def _came(mine: Observation, right: Observation, axes: Sequence[str]) -> str:
    """What came, without a word or a number that the student's code may choose freely."""
    if mine.raised is not None:
        return shapes(mine, right)[0] if mine.raised in KNOWN_CLASSES else "an exception of its own"
    arrays = mine.value if isinstance(mine.value, list | tuple) else (mine.value,)
    if mine.value is None:
        return "None"
    if isinstance(mine.value, Opaque) and mine.value.too_large:
        return "something too large to be looked at"
    if not all(isinstance(array, np.ndarray) for array in arrays):
        return "something that is no array"
    if len(arrays) > _MOST_ARRAYS or any(not _usual(array) for array in arrays):
        return "an array of another shape"
    return shapes(mine, right, axes)[0]


def _usual(array: Any) -> bool:
    return bool(array.ndim <= _MOST_AXES and max(array.shape, default=0) <= _LARGEST)
