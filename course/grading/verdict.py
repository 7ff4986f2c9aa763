"""What an exception that ended a hidden test says, and to whom.

A student reads `message`: never a hidden value, and of an exception only its class and line.
Its text, and what an assertion compared, are `detail`, for the instructor alone.
"""

import builtins
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.errors import (
    CourseError,
    Crashed,
    Fault,
    Lost,
    OutOfMemory,
    StudentError,
    TimedOut,
    WireFault,
)
from course.grading.bench import MissingFunction, Origin
from course.model import Outcome

_DETAIL_LIMIT = 4000
_PLACE = re.compile(r"(code cell \d{1,4}, )?line \d{1,6}")
KNOWN_CLASSES = {
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
} | {"AxisError", "LinAlgError"}
"""A class of the student's own may be named after a hidden input, so its name is not repeated."""
_KNOWN_KINDS = (
    *("a dict", "a set", "a generator", "a function", "a map", "a zip", "a range"),
    "an object array",
)
_TOO_LARGE = ("too large to be looked at", "too long to be looked at")
_FAULTS = {
    TimedOut: (Outcome.TIMEOUT, "It took too long. Is there a loop that never ends?"),
    OutOfMemory: (Outcome.MEMORY, "It asked for more memory than it may have."),
    Crashed: (Outcome.CRASHED, "It ended the process that runs your code."),
    WireFault: (Outcome.CRASHED, "Its answer could not be read."),
    Lost: (Outcome.CRASHED, "It ended the process that runs your code."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a test ended; without an outcome it is our own fault."""

    outcome: Outcome | None
    message: str = ""
    detail: str = ""


def judge(
    error: BaseException, returned: tuple[()] | tuple[Any] = (), parameters: str = ""
) -> Verdict:
    """The verdict on a test that ended with an exception.

    `returned` is what the last call returned, `parameters` what the function takes: "(scores)".
    """
    origin: Origin | None = getattr(error, "course_origin", None)
    detail = _bounded(f"{type(error).__name__}: {error}")
    if origin is not None and origin.side == "reference":
        return Verdict(None, detail=f"the reference {origin.function}: {detail}")
    if isinstance(error, Fault):
        outcome, message = next(found for kind, found in _FAULTS.items() if isinstance(error, kind))
        return Verdict(outcome, message, detail)
    if isinstance(error, MissingFunction):
        return Verdict(Outcome.FAILED, str(error))
    if origin is not None:
        return Verdict(Outcome.ERROR, _raised(error, origin, parameters), detail)
    if isinstance(error, CourseError) or not isinstance(error, Exception | _failed()):
        return Verdict(None, detail=detail)
    return Verdict(Outcome.FAILED, _returned(returned), detail)


def _failed() -> type[BaseException]:
    """What `pytest.fail` and an unmet `pytest.raises` raise; no Exception."""
    import pytest

    return pytest.fail.Exception


def _raised(error: BaseException, origin: Origin, parameters: str) -> str:
    name = str(getattr(error, "student_class", type(error).__name__))
    if name == "argument changed":
        return "It changes the shape or the dtype of the caller's array."
    if name not in KNOWN_CLASSES:
        name = "an exception of your own" if isinstance(error, StudentError) else "an exception"
    if name == "NotImplementedError":
        return f"{origin.function} is not written yet."
    name = name[:1].upper() + name[1:]
    place = str(getattr(error, "student_place", ""))
    if _PLACE.fullmatch(place):
        return (
            f"{name} in {place}."
            if place.startswith("code")
            else f"{name} on {place} of your file."
        )
    if name == "TypeError" and parameters:
        return f"TypeError when it was called. Are its parameters {parameters}?"
    return f"{name} when it was called."


def _returned(returned: tuple[()] | tuple[Any]) -> str:
    """What is plainly no array, named without its contents."""
    if not returned:
        return ""
    [value] = returned
    if value is None:
        return "It returned None. Does it return its result?"
    if isinstance(value, np.ndarray | np.generic | bool | int | float | complex | tuple):
        return ""
    if isinstance(value, str):
        return "It returned a text."
    if isinstance(value, list):
        if any(isinstance(item, np.ndarray) for item in value):
            return ""
        return "It returned a list of numbers or lists, not an array."
    described = str(value)
    if described.endswith(_TOO_LARGE):
        return "It returned more than can be looked at."
    kind = next((kind for kind in _KNOWN_KINDS if described.startswith(kind)), None)
    return f"It returned {kind or 'something that is no array'}."


def _bounded(text: str) -> str:
    return text if len(text) <= _DETAIL_LIMIT else text[: _DETAIL_LIMIT - 1] + "…"
