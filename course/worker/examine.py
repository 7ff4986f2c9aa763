"""A student's function, tried on its public examples: the verdict, and what to show for it."""

import inspect
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

import numpy as np

from course.check_report import CheckedExercise, Shown, Verdict
from course.diagnose import describe, observe, same
from course.errors import StudentError
from course.examples import HandedExercise
from course.observation import Example, Observation
from course.plain import one_line, plain

_COLUMNS = 52  # with its indentation an array fits in 60
_SHOWN_ENTRIES = 64
_DIGITS, _ALL_DIGITS = 4, 17
_SHOWN_LINES = 14
_DEEP = 1000
"""Python's own limit."""
EXITED = "It called exit() instead of returning a result."


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the student's own."""

    words: str
    """ "line 12", "cell 5, line 2"."""
    line: int | None = None
    """The line in a .py file."""
    code: str = ""


Locate = Callable[[str, int], Place | None]
"""A code object's file name and a line -> the place, or None outside the student's file."""


@dataclass(frozen=True, slots=True)
class StudentCode:
    """What loading a student's file gave, as far as a check of one function needs it."""

    file: str
    names: dict[str, Any]
    locate: Locate
    taken_output: Callable[[], str]
    """What was printed since last asked."""


def examine(exercise: HandedExercise, student: StudentCode) -> CheckedExercise:
    """Try the student's function of that name on every public example."""
    started = time.perf_counter()
    student.taken_output()
    found = _examine(exercise, student)
    if found["verdict"] is not Verdict.PASSED:
        found.setdefault("hint", next(iter(exercise.hints), ""))
    return CheckedExercise(
        name=exercise.name,
        title=exercise.title,
        seconds=round(time.perf_counter() - started, 4),
        **found,
    )


def innermost(traceback: TracebackType | None, locate: Locate) -> Place | None:
    """The last place in the student's file that a traceback went through."""
    place = None
    while traceback is not None:
        found = locate(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
        place, traceback = found or place, traceback.tb_next
    return place


def _examine(exercise: HandedExercise, student: StudentCode) -> dict[str, Any]:
    function = student.names.get(exercise.name)
    if exercise.name not in student.names:
        return _missing(exercise, student)
    if not callable(function):
        kind = describe(function)
        return _failed(f"'{exercise.name}' is {kind} in {student.file}; expected a function.")
    recorded = _Recorded(function, student.locate)
    examples = exercise.examples
    if not examples:
        return {"verdict": Verdict.NOT_TRIED, "summary": "It has no public examples."}
    start = _definition(function, student.locate)
    if misfit := _misfit(exercise, function, examples[0]):
        return _failed(misfit, start, hint="", code=_first_line(exercise))
    got: list[Observation] = []
    outputs: list[str] = []
    places: list[Place | None] = []
    expected = exercise.expected
    for example, right in zip(examples, expected, strict=True):
        recorded.place = None
        _leave_room()
        got.append(observe(recorded, example.arguments))
        _leave_room()
        outputs.append(plain(student.taken_output()))
        places.append(recorded.place)
        if got[-1].raised == "NotImplementedError" != right.raised:
            return {"verdict": Verdict.NOT_STARTED, "line": start.line if start else None}
    wrong = [
        position for position, pair in enumerate(zip(got, expected, strict=True)) if not same(*pair)
    ]
    if not wrong:
        return {"verdict": Verdict.PASSED, "output": "".join(outputs[:1])}
    # Imported here, as below, because most functions that are tried are right.
    from course.diagnose import diagnose

    diagnosis = diagnose(got, expected, exercise.chaffs, examples, exercise.axes)
    # The toy is the one to work out by hand, so it is shown wherever it is among the wrong ones.
    shown = next((each for each in wrong if "toy" in examples[each].name), wrong[0])
    return _failed(
        _sentence(exercise, got[shown], expected[shown]),
        places[shown] if got[shown].raised else start,
        with_code=bool(got[shown].raised),
        diagnosis=diagnosis.message if diagnosis else "",
        unknown=diagnosis is None and not got[shown].raised,
        output=outputs[shown],
        **_evidence(exercise, examples[shown], got[shown], expected[shown]),
    )


def _leave_room() -> None:
    """A student's limit for recursion may be lower than what it takes to tell about it."""
    sys.setrecursionlimit(max(_DEEP, sys.getrecursionlimit()))


class _Recorded:
    """The student's function, remembering where it raised."""

    def __init__(self, function: Callable[..., Any], locate: Locate) -> None:
        self._function, self._locate = function, locate
        self.place: Place | None = None

    def __call__(self, *arguments: Any) -> Any:
        try:
            return self._function(*arguments)
        except BaseException as error:
            self.place = innermost(error.__traceback__, self._locate)
            if isinstance(error, Exception | SystemExit | KeyboardInterrupt):
                raise
            raised = StudentError(str(error))
            raised.student_class = type(error).__name__  # type: ignore[attr-defined]
            raise raised from None


def _failed(
    summary: str, place: Place | None = None, *, with_code: bool = False, **more: Any
) -> dict[str, Any]:
    found = {"verdict": Verdict.FAILED, "summary": summary, **more}
    if place:
        found["line"] = place.line
        if with_code:
            found |= {"place": place.words, "code": plain(place.code, 200)}
    return found


def _first_line(exercise: HandedExercise) -> str:
    return f"def {exercise.signature}:"


def _missing(exercise: HandedExercise, student: StudentCode) -> dict[str, Any]:
    functions = [name for name, value in student.names.items() if inspect.isfunction(value)]
    from difflib import get_close_matches

    close = get_close_matches(exercise.name, functions, n=1)
    sentence = f"There is no function '{exercise.name}' in {student.file}."
    if close:
        return _failed(f"{sentence} There is '{close[0]}': was it renamed?", hint="")
    return _failed(f"{sentence} Its first line was:", hint="", code=_first_line(exercise))


def _misfit(exercise: HandedExercise, function: Callable[..., Any], example: Example) -> str:
    """Why the function cannot be called as the exercise calls it, or nothing."""
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        return ""
    try:
        signature.bind(*example.arguments.values())
    except TypeError:
        own = one_line(", ".join(signature.parameters), 60)
        return (
            f"{exercise.name} takes ({own}) in your file, but it is called with "
            f"({', '.join(example.arguments)}). Make its first line again:"
        )
    return ""


def _definition(function: Callable[..., Any], locate: Locate) -> Place | None:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return locate(code.co_filename, code.co_firstlineno) if code else None


def _sentence(exercise: HandedExercise, got: Observation, expected: Observation) -> str:
    if got.raised == "SystemExit":
        return EXITED
    if got.raised and not expected.raised:
        return f"It raised {one_line(got.raised, 60)}" + (
            f": {one_line(got.text)}" if got.text else "."
        )
    axes = exercise.axes.get("return", ())
    if got.raised:
        return f"It raised {one_line(got.raised, 60)}; expected {expected.raised}."
    from course.diagnose import difference

    return plain(difference(got, expected, axes), 600)


def _evidence(
    exercise: HandedExercise, example: Example, got: Observation, expected: Observation
) -> dict[str, Any]:
    axes = exercise.axes.get("return", ())
    inputs = tuple(
        _show(name, value, exercise.axes.get(name, ())) for name, value in example.arguments.items()
    )

    def shown(digits: int) -> tuple[Shown, Shown]:
        right = _show_outcome("expected", expected, axes, digits)
        # Whether its axes are the right one's as well, is what the student has to find out.
        wrong = _show_outcome("got", got, (), digits)
        if _shapes(got.value) == _shapes(expected.value) is not None:
            wrong = replace(wrong, kind="of the same shape")
        return right, wrong

    from course.diagnose.pictures import maps_of

    right, wrong = shown(_DIGITS)
    if right.text == wrong.text:
        right, wrong = shown(_ALL_DIGITS)
    # Alike to the last digit: then the difference is none of values, and the sentence says it.
    alike = right.text and right.text == wrong.text
    return {
        "example": example.name.replace("_", " "),
        "inputs": inputs,
        "maps": maps_of(got.value, expected.value, axes),
        "expected": None if alike else right,
        "got": None if alike else wrong,
    }


def _shapes(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_shapes(item) for item in value]
    return getattr(value, "shape", None)


def _show_outcome(name: str, outcome: Observation, axes: Sequence[str], digits: int) -> Shown:
    if outcome.raised:
        return Shown(name, f"raised {one_line(outcome.raised, 60)}")
    return _show(name, outcome.value, axes, digits)


def _show(name: str, value: Any, axes: Sequence[str], digits: int = _DIGITS) -> Shown:
    if isinstance(value, np.ndarray):
        return Shown(name, describe(value, axes), _text(value, digits))
    if isinstance(value, list | tuple) and value and all(map(_is_array, value)):
        texts = [_text(item, digits) for item in value]
        together = "\n".join(texts) if all(texts) else ""
        short = together.count("\n") < _SHOWN_LINES
        return Shown(name, describe(value, axes), together if short else "")
    if isinstance(value, bool | int | float | complex):
        return Shown(name, "", repr(value))
    if isinstance(value, list | tuple):
        return Shown(name, describe(value, axes), plain(repr(value), 200))
    return Shown(name, plain(describe(value, axes), 200))


def _text(array: Any, digits: int) -> str:
    """The entries, aligned; nothing where they are too many to be read."""
    if not 0 < array.size <= _SHOWN_ENTRIES:
        return ""
    # The student's own print options must not decide what is shown here.
    with np.printoptions(
        precision=digits,
        suppress=True,
        linewidth=_COLUMNS,
        threshold=_SHOWN_ENTRIES,
        sign="-",
        floatmode="maxprec",
        formatter=None,
        nanstr="nan",
        infstr="inf",
    ):
        text = np.array2string(array)
    lines = [line for line in text.split("\n") if line]
    return "\n".join(lines) if len(lines) <= _SHOWN_LINES else ""


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)
