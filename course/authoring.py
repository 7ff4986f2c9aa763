"""What an author writes beside a reference: examples, wheats, chaffs, and what an audit needs.

    @examples(softmax)
    def two_token_toy():
        yield {"scores": np.array(...)}

    @wheat(softmax)
    def with_loops(scores): ...

    @chaff(softmax)
    def over_queries(scores):
        '''You normalised over the queries (axis -2). Look at which axis sums to 1.'''

    @inputs(softmax)
    def any_scores(rng):
        return {"scores": rng.normal(size=rng.integers(1, 6, size=4))}

    equivalent(softmax, "total = powers.sum(axis=~0, keepdims=True)", "~0 is -1.")

The decorators only collect; `course.catalog` evaluates what they collected, and says what is wrong.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
Generator = Callable[[], Iterable[Mapping[str, Any]]]
Draw = Callable[[Any], Mapping[str, Any]]
"""Takes a `numpy.random.Generator`, returns one call's arguments."""


@dataclass(slots=True)
class Bank:
    """What was collected for one reference."""

    examples: list[tuple[Generator, bool]] = field(default_factory=list)
    """A generator of arguments, and whether it is public."""
    wheats: list[Callable[..., Any]] = field(default_factory=list)
    chaffs: list[Callable[..., Any]] = field(default_factory=list)
    inputs: list[Draw] = field(default_factory=list)
    equivalents: list[tuple[str, str]] = field(default_factory=list)
    """A mutant's line, and why it does what the reference does."""


def bank(reference: Callable[..., Any]) -> Bank:
    """The bank of a reference, made at first use."""
    found: Bank | None = getattr(reference, "__bank__", None)
    if found is None:
        found = reference.__bank__ = Bank()  # type: ignore[attr-defined]
    return found


def examples(
    reference: Callable[..., Any], *, public: bool = True
) -> Callable[[Generator], Generator]:
    """Mark a generator of example inputs: dicts of parameter name -> value, in signature order.

    The generator's name becomes the examples' name. `public=False` keeps them for grading only.
    """

    def collect(generator: Generator) -> Generator:
        bank(reference).examples.append((generator, public))
        return generator

    return collect


def wheat(reference: Callable[..., Any]) -> Callable[[Function], Function]:
    """Mark a correct implementation, written another way: it must pass every hidden test."""

    def collect(function: Function) -> Function:
        bank(reference).wheats.append(function)
        return function

    return collect


def chaff(reference: Callable[..., Any]) -> Callable[[Function], Function]:
    """Mark a known mistake: it must fail, and its docstring is what the student then reads.

    Two sentences: what the code does, and what to look at. Never the solution.
    """

    def collect(function: Function) -> Function:
        bank(reference).chaffs.append(function)
        return function

    return collect


def inputs(reference: Callable[..., Any]) -> Callable[[Draw], Draw]:
    """Mark a function that draws one call's arguments within the contract from an `rng`.

    Mutants that no hidden test kills are tried on what it draws. Without one, the examples are
    drawn anew: other values, and other sizes for the axes that the docstring names.
    """

    def collect(draw: Draw) -> Draw:
        bank(reference).inputs.append(draw)
        return draw

    return collect


def equivalent(reference: Callable[..., Any], line: str, reason: str) -> None:
    """List a mutant that is no mistake: its line as the audit shows it, and the reason."""
    bank(reference).equivalents.append((line, reason))
