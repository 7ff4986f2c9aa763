"""What a value is, in words: its kind, and its shape with the axes named."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.observation import Observation, Opaque


def describe(value: Any, axes: Sequence[str] = ()) -> str:
    """What a value is, with its axes named: "(batch=1, heads=2, seq=2, d_head=3)"."""
    if isinstance(value, np.ndarray):
        return shape_in_words(value.shape, axes)
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return value.kind
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list | tuple):
        if value and all(isinstance(item, np.ndarray) for item in value):
            shapes = [describe(item, axes) for item in value]
            if len(set(shapes)) == 1 and len(shapes) > 1:
                return f"{len(shapes)} arrays of {shapes[0]}"
            return f"{counted(len(shapes), 'array')}: {', '.join(shapes)}"
        return f"a {type(value).__name__} of {counted(len(value), 'item')}"
    return f"the {type(value).__name__} {value!r}"


def shape_in_words(shape: Sequence[int], axes: Sequence[str]) -> str:
    """ "(batch=1, seq=2)", or "(1, 2)" where the names do not fit."""
    if axes and len(axes) == len(shape):
        return f"({', '.join(f'{name}={size}' for name, size in zip(axes, shape, strict=True))})"
    return str(tuple(int(size) for size in shape))


def axis_names_of(axes: Sequence[str], count: int) -> Sequence[str]:
    """The names, or "axis 0", "axis 1" … where they do not fit."""
    return axes if len(axes) == count else [f"axis {axis}" for axis in range(count)]


def kind_in_words(value: Any) -> str:
    """ "None", "a list", "a dict"."""
    if isinstance(value, Opaque):
        return value.kind
    return "None" if value is None else a_noun(type(value).__name__)


def a_noun(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 entry", "2 entries"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def quoted(names: Sequence[str]) -> str:
    """ "'Q' and 'K'"."""
    return " and ".join(f"'{name}'" for name in names)


def changed_in_words(got: Observation, expected: Observation) -> str:
    """Which argument was changed, or not changed, against what is due."""
    names = [name for name in got.changed if name not in expected.changed]
    if not names:
        left = [name for name in expected.changed if name not in got.changed]
        return f"Your function should change its argument {quoted(left)} in place."
    return (
        f"Your function changes its argument {quoted(names)}. Leave the caller's array as it was."
    )
