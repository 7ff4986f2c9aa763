"""What a chapter may use to work an example: inputs, references, known mistakes, arrays as text.

{% set Q, K, V = reference.project_qkv(**example.project_qkv.two_token_toy) %}
{{ show("Q", Q, "batch, seq, d_model") }}
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from course.catalog.author_files import parse_toml, read_text, unknown
from course.errors import AuthorError
from course.model import Solution
from course.problem import Problem


class Named:
    """Things of one kind by name, as a template asks for them: `reference.softmax`."""

    def __init__(self, kind: str, found: Mapping[str, Any]) -> None:
        self._kind, self._found = kind, found

    def __getattr__(self, name: str) -> Any:
        if name not in self._found:
            raise jinja2.UndefinedError(unknown(self._kind, name, self._found))
        return self._found[name]


def worked(folder: Path, solutions: Mapping[str, Solution]) -> dict[str, Any]:
    """The names by which a template reaches its folder's TOML and its exercises' solutions."""

    def data(name: str) -> Any:
        problems: list[Problem] = []
        found = parse_toml(read_text(folder / name, problems), folder / name, 0, problems)
        if problems:
            raise AuthorError(problems)
        return found

    return {
        "data": data,
        "example": Named(
            "exercise",
            {
                exercise: Named(
                    f"public example of {exercise}",
                    {each.name: dict(each.arguments) for each in solution.examples if each.public},
                )
                for exercise, solution in solutions.items()
            },
        ),
        "reference": Named(
            "exercise",
            {exercise: _kept_apart(solution.reference) for exercise, solution in solutions.items()},
        ),
        "mistake": Named(
            "exercise",
            {
                exercise: Named(
                    f"mistake of {exercise}",
                    {chaff.name: _kept_apart(chaff.function) for chaff in solution.chaffs},
                )
                for exercise, solution in solutions.items()
            },
        ),
        "show": show,
    }


def show(name: str, values: Any, axes: str) -> str:
    """An array as Python, a line for each entry of its first axis, under its axes and their sizes.

    Whole numbers stand as such, others with three decimals.
    """
    array = np.asarray(values)
    names = axes.split(", ")
    if len(names) != array.ndim:
        raise jinja2.TemplateRuntimeError(
            f"{name!r} has {array.ndim} axes, but {axes!r} names {len(names)}"
        )
    sizes = ", ".join(f"{axis}={size}" for axis, size in zip(names, array.shape, strict=True))
    form = "{:.0f}" if np.all(array == array.round()) else "{:.3f}"
    indent = " " * len(f"{name} = [")
    return f"# ({sizes})\n{name} = [" + f",\n{indent}".join(_row(e, form) for e in array) + "]"


def _row(array: Any, form: str) -> str:
    if not array.ndim:
        return form.format(array)
    return "[" + ", ".join(_row(entry, form) for entry in array) + "]"


def _kept_apart(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function on copies: a known mistake may well change its arguments. A list is an array."""

    def copied(argument: Any) -> Any:
        return np.array(argument) if isinstance(argument, list) else deepcopy(argument)

    def call(*arguments: Any, **named: Any) -> Any:
        copies = {name: copied(argument) for name, argument in named.items()}
        return function(*map(copied, arguments), **copies)

    return call
