"""A chain with numbers in it: what goes in, and what the references make of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.chain import Chain, Described, Step, axes_of, sizes_of

Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture's numbers."""

    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    """Result of every step -> what the references give."""
    mistakes: Mapping[str, Any]
    """Option -> the picture with that mistake."""


def random_inputs(
    chain: Chain, axes: Mapping[str, Sequence[str]], sizes: Mapping[str, int]
) -> dict[str, Any]:
    """Numbers between -1 and 1 for every input, the same ones each time."""
    draw = np.random.default_rng(0)
    return {
        name: draw.uniform(-1.0, 1.0, size=[sizes[axis] for axis in axes[name]])
        for name in chain.inputs
    }


def results(step: Step, value: Any) -> Sequence[Any] | None:
    """What a call returned, one value for each name; None where it is not so many."""
    if len(step.names) == 1:
        return [value]
    fits = isinstance(value, list | tuple) and len(value) == len(step.names)
    return value if fits else None


def try_chain(chain: Chain, exercises: Iterable[Described], references: Functions) -> None:
    """Raise ValueError where the references do not give the shapes that their docstrings say."""
    axes = axes_of(chain, exercises)
    for name in (*chain.inputs, *chain.results):
        if name not in axes:
            raise ValueError(f"no docstring says the shape of {name!r}")
        for axis in axes[name]:
            if axis not in {*chain.sizes, *chain.products}:
                raise ValueError(f"{name!r} has an axis {axis!r}, which has no size below [sizes]")
    sizes = sizes_of(chain, {})
    _run(chain, axes, references, sizes, random_inputs(chain, axes, sizes))


def draw(
    chain: Chain,
    exercises: Iterable[Described],
    references: Functions,
    chaffs: Mapping[str, Functions],
) -> Drawn | None:
    """Work out the picture, if it has one; ValueError where its numbers or names are wrong."""
    picture = chain.picture
    if picture is None:
        return None
    axes, sizes = axes_of(chain, exercises), sizes_of(chain, picture.sizes)
    try:
        inputs = {name: np.array(picture.inputs[name], dtype=np.float64) for name in chain.inputs}
    except (TypeError, ValueError) as error:
        raise ValueError(f"an input of the picture is no array of numbers: {error}") from error
    _check_shapes(inputs, axes, sizes)
    expected = _run(chain, axes, references, sizes, inputs)
    maps = expected[picture.of]
    if maps.shape[-2:] != (len(picture.labels), len(picture.labels)):
        raise ValueError(
            f"the picture has {len(picture.labels)} labels, and {picture.of!r} the shape "
            f"{maps.shape}"
        )
    mistakes = {}
    for mistake in picture.mistakes:
        if mistake.chaff not in chaffs[mistake.exercise]:
            raise ValueError(f"{mistake.exercise!r} has no chaff {mistake.chaff!r}")
        wrong = {**references, mistake.exercise: chaffs[mistake.exercise][mistake.chaff]}
        mistakes[mistake.option] = _run(chain, axes, wrong, sizes, inputs)[picture.of]
    return Drawn(inputs, expected, mistakes)


def as_written(
    chain: Chain, drawn: Drawn | None, encode: Callable[[Any], Any]
) -> Mapping[str, Any]:
    """The chain as `examples.json` holds it, its arrays encoded."""
    products = {axis: " * ".join(factors) for axis, factors in chain.products.items()}
    written: dict[str, Any] = {
        "sizes": {**chain.sizes, **products},
        "steps": [str(step) for step in chain.steps],
        "picture": None,
    }
    if chain.picture is not None and drawn is not None:
        written["picture"] = {
            "of": chain.picture.of,
            "title": chain.picture.title,
            "labels": list(chain.picture.labels),
            "sizes": dict(chain.picture.sizes),
            "inputs": {name: encode(value) for name, value in drawn.inputs.items()},
            "expected": {name: encode(value) for name, value in drawn.expected.items()},
            "mistakes": [
                {
                    "option": mistake.option,
                    "text": mistake.text,
                    "map": encode(drawn.mistakes[mistake.option]),
                }
                for mistake in chain.picture.mistakes
            ],
        }
    return written


def _run(
    chain: Chain,
    axes: Mapping[str, Sequence[str]],
    functions: Functions,
    sizes: Mapping[str, int],
    inputs: Mapping[str, Any],
) -> dict[str, Any]:
    values = {**sizes, **inputs}
    given: dict[str, Any] = {}
    for step in chain.steps:
        came = results(step, functions[step.function](*(values[name] for name in step.arguments)))
        if came is None:
            raise ValueError(f"{step.function!r} does not return {len(step.names)} values")
        named = dict(zip(step.names, came, strict=True))
        _check_shapes(named, axes, sizes)
        values |= named
        given |= named
    return given


def _check_shapes(
    values: Mapping[str, Any], axes: Mapping[str, Sequence[str]], sizes: Mapping[str, int]
) -> None:
    for name, value in values.items():
        shape = tuple(sizes[axis] for axis in axes[name])
        if np.shape(value) != shape:
            raise ValueError(
                f"{name!r} has the shape {np.shape(value)}, but "
                f"({', '.join(axes[name])}) is {shape}"
            )
