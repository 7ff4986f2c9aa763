"""A hidden test called without pytest's protocol, where that cannot make a difference.

Most hidden tests are plain functions that take plain fixtures, made anew for each test. Setting
one up, running it and tearing it down through pytest's hooks costs several times what the test
itself does. Whatever else a test may be (a class, parameters, marks, a fixture that yields or
lives longer) goes through pytest as always.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any, Self

import pytest

from course.grading import plugin
from course.grading.plugin import Gifts, Pair

_MARKS = {"points", "stays"}
"""Marks that change nothing about how a test runs."""
_STATE = {
    *("catch_warnings", "simplefilter", "filterwarnings", "resetwarnings", "warns"),
    *("deprecated_call", "errstate", "seterr", "setbufsize", "set_printoptions", "printoptions"),
    *("seed", "set_state", "environ", "chdir", "setrecursionlimit"),
}
"""Names of what changes something for the whole process."""


@dataclass(frozen=True, slots=True)
class Direct:
    """A test function and its fixtures, in an order in which they can be made."""

    function: Callable[..., object]
    arguments: tuple[str, ...]
    gifts: Gifts
    given: tuple[str, ...]
    """Names of the fixtures that are ours."""
    fixtures: tuple[tuple[str, Callable[..., object], tuple[str, ...]], ...]
    """The course's own: name, function, and the names of what it takes itself."""
    alone: bool
    """Whether other tests must not run while this one waits for an answer."""

    @classmethod
    def of(cls, item: pytest.Item) -> Self | None:
        """The direct way to run a test, or None where there is none."""
        if not isinstance(item, pytest.Function) or item.cls or hasattr(item, "callspec"):
            return None
        info = item._fixtureinfo
        if "request" in info.argnames or {mark.name for mark in item.iter_markers()} - _MARKS:
            return None
        given = [name for name in item.fixturenames if _is_ours(info, name)]
        made = list(given)
        fixtures = []
        waiting = [name for name in item.fixturenames if name not in ("request", *given)]
        while waiting:
            # A fixture may stand before one that it takes: first what all is there for.
            for name in waiting:
                definitions = info.name2fixturedefs.get(name, ())
                if not definitions or not _is_plain(definitions[-1]):
                    return None
                if all(argument in made for argument in definitions[-1].argnames):
                    break
            else:
                return None
            waiting.remove(name)
            made.append(name)
            fixtures.append((name, definitions[-1].func, tuple(definitions[-1].argnames)))
        alone = not _STATE.isdisjoint(_names(item.obj.__code__))
        gifts = Gifts.to(item)
        return cls(item.obj, tuple(info.argnames), gifts, tuple(given), tuple(fixtures), alone)

    def set_up(self, pair: Pair) -> Mapping[str, object]:
        """Make the fixtures' values."""
        values: dict[str, object] = {name: self.gifts.value(name, pair) for name in self.given}
        for name, function, arguments in self.fixtures:
            values[name] = function(**{argument: values[argument] for argument in arguments})
        return values

    def call(self, values: Mapping[str, object]) -> None:
        """Run the test."""
        self.function(**{argument: values[argument] for argument in self.arguments})


def _is_ours(info: Any, name: str) -> bool:
    definitions = info.name2fixturedefs.get(name, ())
    return bool(definitions) and definitions[-1].func.__module__ == plugin.__name__


def _is_plain(definition: pytest.FixtureDef[Any]) -> bool:
    function = definition.func
    return (
        definition.scope == "function"
        and definition.params is None
        and definition.argname not in definition.argnames
        # `request` can make other fixtures, which pytest alone would end again.
        and "request" not in definition.argnames
        and not inspect.ismethod(function)
        and not inspect.isgeneratorfunction(function)
        and not inspect.iscoroutinefunction(function)
        and not inspect.isasyncgenfunction(function)
    )


def _names(code: CodeType) -> set[str]:
    """The names that a function's code and the functions inside it speak of."""
    inner = [_names(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return set(code.co_names).union(*inner)
