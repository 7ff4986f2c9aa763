"""Random calls within an exercise's contract.

The author's own `@inputs` where there is one. Else an example is drawn anew: axes that have the
same name and size in it get the same new size, and finite values are drawn within the example's
range or from its own. What the docstring does not name, and arrays with infinities, stay as the
example has them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from course.model import Example, Solution
from course.skeleton import AxisNames, axis_names

COUNT = 1000
_LARGEST = 6
_OWN = 0.25
"""The share of entries that are the example's own."""


def draws(solution: Solution, count: int = COUNT, seed: int = 0) -> Iterator[Mapping[str, Any]]:
    """So many calls' arguments, the same ones every time; nothing where there is no example."""
    rng = np.random.default_rng(seed)
    axes = axis_names(solution.reference)
    for number in range(count):
        if solution.inputs is not None:
            yield solution.inputs(rng)
        elif solution.examples:
            yield _anew(solution.examples[number % len(solution.examples)], axes, rng)


def _anew(example: Example, axes: AxisNames, rng: np.random.Generator) -> Mapping[str, Any]:
    sizes: dict[tuple[str, int], int] = {}
    kept = {name: _kept(value, axes.get(name, ())) for name, value in example.arguments.items()}
    for name, value in example.arguments.items():
        if kept[name] and isinstance(value, np.ndarray):
            sizes |= {key: key[1] for key in zip(axes.get(name, ()), value.shape, strict=False)}
    return {
        name: value if kept[name] else _array(value, axes[name], sizes, rng)
        for name, value in example.arguments.items()
    }


def _kept(value: Any, axes: tuple[str, ...]) -> bool:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf":
        return True
    return value.ndim != len(axes) or value.size == 0 or not np.isfinite(value).all()


def _array(
    like: Any, axes: tuple[str, ...], sizes: dict[tuple[str, int], int], rng: np.random.Generator
) -> Any:
    shape = []
    for key in zip(axes, like.shape, strict=True):
        if key not in sizes:
            taken = {size for (name, _), size in sizes.items() if name == key[0]}
            free = [size for size in range(1, _LARGEST + 1) if size not in taken]
            sizes[key] = int(rng.choice(free)) if free else key[1]
        shape.append(sizes[key])
    own = rng.choice(like.ravel(), size=shape)  # a 0 among them may be what matters
    low, high = float(like.min()), float(like.max())
    if like.dtype.kind in "iu":
        return own
    spread = high - low or max(abs(low), 1.0)
    middle = low if low != high else 0.0
    drawn = (middle + spread * rng.random(shape)).astype(like.dtype)
    return np.where(rng.random(shape) < _OWN, own, drawn)
