"""An assignment's functions as a chain of calls: how it is written, and how large its axes are."""

import ast
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

_FORM = "a step is one call that names its results, as in: scores = attention_scores(Q, K)"


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a chain: `Q, K, V = project_qkv(X, W_q, W_k, W_v)`."""

    names: tuple[str, ...]
    """What its results are called."""
    function: str
    arguments: tuple[str, ...]
    """Results of earlier steps, inputs, or sizes."""

    def __str__(self) -> str:
        """As Python writes it."""
        return f"{', '.join(self.names)} = {self.function}({', '.join(self.arguments)})"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known mistake to be seen in a picture, in place of one exercise's reference."""

    option: str
    """ "swap-axes", for `course plot --swap-axes`."""
    exercise: str
    chaff: str
    text: str
    """What to look at in its picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One result of a chain, to be drawn as maps with a label for each token."""

    of: str
    """The result's name; its last two axes are the maps' rows and columns."""
    title: str
    labels: tuple[str, ...]
    """One for each row, and for each column."""
    sizes: Mapping[str, int]
    """Sizes other than the chain's own."""
    inputs: Mapping[str, Any]
    """Input -> its numbers, as nested lists."""
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """An assignment's functions, called one after the other."""

    sizes: Mapping[str, int]
    """Axis -> its size, where nobody says another."""
    products: Mapping[str, tuple[str, ...]]
    """Axis -> the axes whose sizes make its own: d_model -> (heads, d_head)."""
    steps: tuple[Step, ...]
    picture: Picture | None = None

    @property
    def results(self) -> tuple[str, ...]:
        """The names that the steps give, in order."""
        return tuple(name for step in self.steps for name in step.names)

    @property
    def inputs(self) -> Mapping[str, tuple[str, int]]:
        """Whatever no step gives and is no size -> who takes it first: a function, and which."""
        found: dict[str, tuple[str, int]] = {}
        given = {*self.sizes, *self.products}
        for step in self.steps:
            for position, name in enumerate(step.arguments):
                if name not in given:
                    found.setdefault(name, (step.function, position))
            given.update(step.names)
        return found


class Described(Protocol):
    """What is known of an exercise's function without calling it."""

    @property
    def name(self) -> str:
        """The function's name."""

    @property
    def parameters(self) -> Sequence[str]:
        """The names of its parameters, in order."""

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """Parameter name, or "return" -> the names of its axes."""


def read_step(text: str) -> Step:
    """The step that such a line says; ValueError if it says none."""
    try:
        [line] = ast.parse(text.strip()).body
    except (SyntaxError, ValueError):
        raise ValueError(_FORM) from None
    if not isinstance(line, ast.Assign) or len(line.targets) != 1:
        raise ValueError(_FORM)
    [target], call = line.targets, line.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords:
        raise ValueError(_FORM)
    results = target.elts if isinstance(target, ast.Tuple) else [target]
    return Step(_names(results), call.func.id, _names(call.args))


def _names(nodes: Sequence[ast.expr]) -> tuple[str, ...]:
    names = tuple(node.id for node in nodes if isinstance(node, ast.Name))
    if len(names) < len(nodes):
        raise ValueError(_FORM)
    return names


def read_product(text: str) -> tuple[str, ...]:
    """The names in `heads * d_head`; ValueError where it is no product of names."""
    names = tuple(name.strip() for name in text.split("*"))
    if not all(name.isidentifier() for name in names):
        raise ValueError("a size is a number from 1 on, or a product of sizes: heads * d_head")
    return names


def sizes_of(chain: Chain, wanted: Mapping[str, int]) -> dict[str, int]:
    """The size of every axis, those that are wanted in place of the chain's own."""
    sizes = {axis: wanted.get(axis, size) for axis, size in chain.sizes.items()}
    for axis, factors in chain.products.items():
        sizes[axis] = math.prod(sizes[factor] for factor in factors)
    return sizes


def solved(chain: Chain, sizes: Mapping[str, int]) -> dict[str, int]:
    """Those sizes and what follows from them: d_head, where d_model and heads are known."""
    known = dict(sizes)
    for axis, factors in chain.products.items():
        missing = [name for name in (axis, *factors) if name not in known]
        if len(missing) != 1 or len(factors) == 1:
            continue
        product = math.prod(known.get(factor, 1) for factor in factors)
        if axis not in known:
            known[axis] = product
        elif product and known[axis] % product == 0:
            known[missing[0]] = known[axis] // product
    return known


def axes_of(chain: Chain, exercises: Iterable[Described]) -> dict[str, tuple[str, ...]]:
    """Input, or result of a step -> the names of its axes, as far as docstrings say them."""
    described = {exercise.name: exercise for exercise in exercises}
    axes: dict[str, tuple[str, ...]] = {}
    for name, (function, position) in chain.inputs.items():
        parameters = described[function].parameters
        parameter = parameters[position] if position < len(parameters) else ""
        if parameter in described[function].axes:
            axes[name] = described[function].axes[parameter]
    for step in chain.steps:
        if "return" in described[step.function].axes:
            axes |= dict.fromkeys(step.names, described[step.function].axes["return"])
    return axes


def of_one_size(axes: Mapping[str, Sequence[str]], sizes: Mapping[str, int]) -> list[list[str]]:
    """The axes, of one array each, that cannot be told apart by their size."""
    found: list[list[str]] = []
    for names in axes.values():
        times = Counter(sizes[name] for name in set(names))
        for size in (size for size, count in times.items() if count > 1):
            alike = sorted({name for name in names if sizes[name] == size}, key=names.index)
            if alike not in found:
                found.append(alike)
    return found
