"""What a trace found: made where the student's code runs, shown by `course.reports`.

As in `course.check_report`, all of it is text that is safe to show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TracedValue:
    """One result of a step."""

    name: str
    shape: str
    """ "(batch=2, seq=5, heads=3, d_head=4)", or what it is: "a list", "None"."""
    due: str
    """The shape that is expected."""
    fits: bool
    numbers: str = ""
    """ "float64, -2.1 to 3.2, 0 nan"."""


@dataclass(frozen=True, slots=True)
class TracedStep:
    """One call of a chain."""

    call: str
    """ "scores = attention_scores(Q_heads, K_heads)"."""
    function: str
    values: tuple[TracedValue, ...] = ()
    trouble: str = ""
    """Why the chain cannot go on: which axis is which, or what was raised."""
    unwritten: bool = False
    """The skeleton's NotImplementedError still stands."""
    differs: bool = False
    """The shapes are right, and the numbers other than those that are due."""
    place: str = ""
    """Where it returned or raised: "line 12", "cell 5, line 2"."""
    code: str = ""
    """The source at that place."""
    output: str = ""
    """What the student's code printed."""


@dataclass(frozen=True, slots=True)
class TraceReport:
    """A chain, run with a student's functions as far as they go."""

    title: str
    file: str
    sizes: Mapping[str, int]
    alike: Sequence[Sequence[str]]
    """Axes that cannot be told apart by their size."""
    steps: tuple[TracedStep, ...]
    length: int
    """How many steps the whole chain has."""
    broken: str = ""
    """Why nothing in the file could be run."""
    notes: tuple[str, ...] = ()
    output: str = ""
    """What the file printed while it was loaded."""

    @property
    def stopped(self) -> TracedStep | None:
        """The step that the chain could not go on from."""
        return next((step for step in self.steps if step.trouble), None)

    @property
    def complete(self) -> bool:
        """Whether every step was made, and gave the shapes that are expected."""
        return not self.broken and not self.stopped and len(self.steps) == self.length


def step_from_json(data: Mapping[str, Any]) -> TracedStep:
    """The step whose `asdict` went through JSON; KeyError or TypeError if none."""
    values = tuple(TracedValue(**value) for value in data["values"])
    return TracedStep(**{**data, "values": values})
