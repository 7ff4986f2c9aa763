"""What a function is tried on, what it did, and which mistake that was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """A toy input, by which a mistake is known."""

    name: str
    arguments: Mapping[str, Any]
    """Parameter name -> value, in the order of the signature."""
    public: bool = True
    """False: kept for grading, never handed out."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Stands for a returned value that is no data: a generator, a dict, an object."""

    kind: str
    """What it is, in a few words: "a dict"."""
    too_large: bool = False
    """Whether it may be data, of which there is more than is looked at."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a function did on one example, and what it left of its arguments."""

    value: Any = None
    raised: str | None = None
    """Class name of the exception, or None."""
    changed: tuple[str, ...] = ()
    """Parameters whose arrays the function changed."""
    line: int | None = None
    """Line of the function's own file on which it raised; says nothing about likeness."""
    text: str = ""
    """The exception's text; says nothing about likeness."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Which mistake it was, in words for the student."""

    message: str
    chaff: str | None = None
    """Name of the known mistake that behaves alike."""
