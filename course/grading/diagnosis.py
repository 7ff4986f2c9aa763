"""Which known mistake a submission makes: its observations on every example, private ones too.

References and chaffs are observed in the grader's own process, once: they are the course's code, as
trusted as its hidden tests, and a laptop's `examples.json` comes from the same call.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from course.catalog import load_solution
from course.diagnose import Chaffs, diagnose, observe
from course.errors import Fault
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
from course.skeleton import AxisNames, axis_names, parameters
from course.worker.codec import Handle


class Known:
    """What is known of an exercise's examples; what functions do on them, once it is asked for."""

    def __init__(self, name: str, solution: Solution) -> None:
        self.name = name
        self.parameters = f"({', '.join(parameters(solution.reference))})"
        """"(scores)"."""
        self.examples = solution.examples
        self.axes: AxisNames = axis_names(solution.reference)
        self._solution = solution

    @property
    def complete(self) -> bool:
        """Whether all functions were observed already."""
        return {"expected", "chaffs"} <= vars(self).keys()

    @cached_property
    def expected(self) -> tuple[Observation, ...]:
        """What the reference does on each example."""
        return self._observed(self._solution.reference)

    @cached_property
    def chaffs(self) -> Chaffs:
        """What each chaff does on each example."""
        return {
            chaff.name: (chaff.message, self._observed(chaff.function))
            for chaff in self._solution.chaffs
        }

    def _observed(self, function: Callable[..., Any]) -> tuple[Observation, ...]:
        return tuple(observe(function, example.arguments) for example in self.examples)


def know(course: Course, assignment: Assignment, exercise: Exercise) -> Known:
    """What is known of the examples of an exercise."""
    return Known(exercise.name, load_solution(course, assignment, exercise))


def diagnose_submission(bench: Bench, known: Known) -> tuple[Diagnosis | None, Symptom | None]:
    """The mistake that a submission makes in an exercise, and how it shows on public examples.

    The first is None where it is none that we know, both where the function cannot be tried.
    """
    if bench.faulty or bench.loaded is None or known.name not in bench.loaded.functions:
        return None, None
    # In a fresh worker: one that has seen hidden inputs could answer an example with them.
    bench.close()
    bench.start(known.name)
    try:
        got = observe_submission(bench, known)
    except Fault:
        return None, None
    return (
        diagnose(got, known.expected, known.chaffs, known.examples, known.axes),
        symptom(known.examples, got, known.expected, known.axes.get("return", ())),
    )


def observe_submission(bench: Bench, known: Known) -> list[Observation]:
    """What a submission's function does on every example; raises Fault where it does not answer.

    The public ones come first, so that an answer to them cannot tell of the others.
    """

    def call(*arguments: Any) -> Any:
        return _told(bench.call(known.name, *arguments))

    found: dict[int, Observation] = {}
    for at in sorted(range(len(known.examples)), key=lambda at: not known.examples[at].public):
        found[at] = observe(call, known.examples[at].arguments)
    return [found[at] for at in range(len(found))]


def _told(value: Any) -> Any:
    """The value with what did not travel in words, as it is in an observation made in process."""
    if isinstance(value, Handle):
        return Opaque(str(value))
    if isinstance(value, list | tuple):
        return type(value)(_told(item) for item in value)
    return value
