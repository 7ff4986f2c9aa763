"""A function called on one example, and what it did."""

import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from course.bounded import SECONDS, bounded
from course.diagnose.words import a_noun
from course.errors import TimedOut
from course.observation import Example, Observation, Opaque

_TEXT_LIMIT = 500


def observe(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Observation:
    """Call a function on copies of the arguments, by position, and say what it did.

    A `Fault` of the worker is no observation and goes on to the caller.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return observe_quiet(function, arguments)


def observe_all(
    function: Callable[..., Any], examples: Sequence[Example], seconds: float = SECONDS
) -> tuple[Observation, ...]:
    """What a function of the course's own does on each example.

    Raises TimedOut, naming the example, where it does not come back.
    """
    found: list[Observation] = []
    try:
        with bounded(seconds):
            found.extend(observe(function, example.arguments) for example in examples)
    except TimedOut:
        name = examples[len(found)].name
        raise TimedOut(f"does not come back on the example {name!r}") from None
    return tuple(found)


def observe_quiet(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Observation:
    """As `observe`, for a function that warns nobody in this process, such as a worker's."""
    given = copy.deepcopy(dict(arguments))
    value, raised, line, text = None, None, None, ""
    try:
        value = _plain(function(*given.values()))
    except (Exception, SystemExit) as error:
        raised = getattr(error, "student_class", None) or type(error).__name__
        line = getattr(error, "student_line", None) or _line(error, function)
        text = _text(error)
    changed = tuple(name for name, before in arguments.items() if not _kept(given[name], before))
    return Observation(value, raised, changed, line, text)


def _plain(value: Any, depth: int = 0) -> Any:
    """The value as arrays, numbers, texts, tuples and lists; anything else becomes `Opaque`."""
    if isinstance(value, np.generic | np.ndarray):
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":
            return Opaque(f"{a_noun(array.dtype.name)} array of shape {array.shape}")
        return array if isinstance(value, np.ndarray) else array.item()
    if value is None or type(value) in (bool, int, float, complex, str):
        return value
    if type(value) in (tuple, list) and depth < 8:
        return type(value)(_plain(item, depth + 1) for item in value)
    return value if isinstance(value, Opaque) else Opaque(a_noun(type(value).__name__[:80]))


def _kept(after: Any, before: Any) -> bool:
    if not isinstance(before, np.ndarray):
        return True
    return (
        after.shape == before.shape
        and after.dtype == before.dtype
        and np.array_equal(after, before, equal_nan=before.dtype.kind in "fc")
    )


def _line(error: BaseException, function: Callable[..., Any]) -> int | None:
    """The innermost line of the function's own file in the traceback."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if file and traceback.tb_frame.f_code.co_filename == file:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _text(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:_TEXT_LIMIT]
    except Exception:
        return ""
