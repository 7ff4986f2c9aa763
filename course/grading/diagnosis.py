"""Which known mistake a submission makes: its observations on every example, private ones too.

References and chaffs are observed in the grader's own process, once: they are the course's code, as
trusted as its hidden tests, and a laptop's `examples.json` comes from the same call.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from course.bounded import SECONDS
from course.catalog import load_solution
from course.diagnose import Chaffs, arrays_in, diagnose, observe_all, observe_quiet
from course.errors import AuthorError, Fault, TimedOut
from course.grading import side_by_side
from course.grading.bench import Bench
from course.grading.symptom import symptom
from course.model import (
    Assignment,
    Course,
    Diagnosis,
    Exercise,
    Observation,
    Opaque,
    Solution,
    Symptom,
)
from course.problem import Problem
from course.skeleton import AxisNames, axis_names, parameters
from course.worker.codec import Handle, kind

_LARGEST = 8 << 20
"""Bytes of a value that are kept, where not more are due: all observations are held at once."""


class Known:
    """What is known of an exercise's examples; what functions do on them, once it is asked for."""

    def __init__(self, name: str, solution: Solution, seconds: float = SECONDS) -> None:
        """`seconds` is what a function may take for all examples."""
        self.name = name
        self.parameters = f"({', '.join(parameters(solution.reference))})"
        """"(scores)"."""
        self.examples = solution.examples
        self.axes: AxisNames = axis_names(solution.reference)
        self._solution, self._seconds = solution, seconds
        self.endless: dict[str, str] = {}
        """Chaff -> on which example it does not come back, once chaffs were asked for."""

    @property
    def complete(self) -> bool:
        """Whether all functions were observed already."""
        return {"expected", "chaffs"} <= vars(self).keys()

    @cached_property
    def expected(self) -> tuple[Observation, ...]:
        """What the reference does on each example; AuthorError where it does not come back."""
        reference = self._solution.reference
        try:
            return self._observed(reference)
        except TimedOut as late:
            code = reference.__code__
            path, line = Path(code.co_filename), code.co_firstlineno
            raise AuthorError([Problem(path, f"the reference {late}", line)]) from late

    @cached_property
    def chaffs(self) -> Chaffs:
        """What each chaff does on each example.

        Without those that do not come back: a student's function that does so is not observed.
        """
        found = {}
        for chaff in self._solution.chaffs:
            try:
                found[chaff.name] = chaff.message, self._observed(chaff.function)
            except TimedOut as late:
                self.endless[chaff.name] = str(late)
        return found

    def _observed(self, function: Callable[..., Any]) -> tuple[Observation, ...]:
        return observe_all(function, self.examples, self._seconds)


def know(
    course: Course, assignment: Assignment, exercise: Exercise, seconds: float = SECONDS
) -> Known:
    """What is known of the examples of an exercise."""
    return Known(exercise.name, load_solution(course, assignment, exercise), seconds)


def diagnose_submission(
    bench: Bench, wrong: Sequence[Known]
) -> Mapping[str, tuple[Diagnosis | None, Symptom | None]]:
    """Exercise -> the mistake that a submission makes in it, and how it shows on public examples.

    The first is None where it is no mistake that we know. A function that cannot be tried is left
    out.
    """
    return {
        known.name: (
            diagnose(got, known.expected, known.chaffs, known.examples, known.axes),
            symptom(known.examples, got, known.expected, known.axes.get("return", ())),
        )
        for known, got in zip(wrong, observe_submission(bench, wrong), strict=True)
        if not isinstance(got, Fault)
    }


def observe_submission(
    bench: Bench, exercises: Sequence[Known]
) -> list[Sequence[Observation] | Fault]:
    """What a submission's functions do on every example, or the fault that ended that.

    The public examples of all come first, so that no answer to them can tell of the others.
    """
    found: list[dict[int, Observation] | Fault] = [{} for _ in exercises]
    for public in (True, False):
        for number, known in enumerate(exercises):
            before = found[number]
            if not isinstance(before, Fault):
                try:
                    found[number] = before | _observe_those(bench, known, public=public)
                except Fault as fault:
                    found[number] = fault
    return [
        each if isinstance(each, Fault) else [each[at] for at in range(len(each))] for each in found
    ]


def _observe_those(bench: Bench, known: Known, *, public: bool) -> dict[int, Observation]:
    """Position -> what the function does on the example there; raises Fault where it is late."""
    found: dict[int, Observation] = {}

    def try_at(at: int) -> None:
        most = max(_LARGEST, 2 * _size(known.expected[at].value))

        def call(*arguments: Any) -> Any:
            value = bench.call(known.name, *arguments)
            if _size(value) > most:
                return Opaque(f"{kind(value)}, too large to be looked at", too_large=True)
            return _told(value)

        found[at] = observe_quiet(call, known.examples[at].arguments)

    tries = [
        partial(try_at, at) for at, example in enumerate(known.examples) if example.public is public
    ]
    bench.start(known.name)
    if bench.faulty or side_by_side.run(bench, tries) is not None:
        for each in tries:
            each()
    return found


def _size(value: Any) -> int:
    """Bytes of the arrays in a value."""
    return sum(array.nbytes for array in arrays_in(value))


def _told(value: Any) -> Any:
    """The value with what did not travel in words, as it is in an observation made in process."""
    if isinstance(value, Handle):
        return Opaque(str(value))
    if isinstance(value, list | tuple):
        return type(value)(_told(item) for item in value)
    return value
