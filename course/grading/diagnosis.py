"""Which known mistake a submission makes: its observations on every example, private ones too.

References and chaffs are observed in the grader's own process, once: they are the course's code, as
trusted as its hidden tests, and a laptop's `examples.json` comes from the same call.
"""

from dataclasses import dataclass
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
    Example,
    Exercise,
    Observation,
    Opaque,
    Solution,
    Symptom,
)
from course.skeleton import AxisNames, axis_names, parameters
from course.worker.codec import Handle


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an exercise's examples."""

    name: str
    parameters: str
    """"(scores)"."""
    examples: tuple[Example, ...]
    expected: tuple[Observation, ...]
    chaffs: Chaffs
    axes: AxisNames


def know(course: Course, assignment: Assignment, exercise: Exercise) -> Known:
    """Observe an exercise's reference and chaffs on its examples."""
    return known(exercise.name, load_solution(course, assignment, exercise))


def known(name: str, solution: Solution) -> Known:
    """Observe a solution's reference and chaffs on its examples."""
    return Known(
        name=name,
        parameters=f"({', '.join(parameters(solution.reference))})",
        examples=solution.examples,
        expected=tuple(
            observe(solution.reference, example.arguments) for example in solution.examples
        ),
        chaffs={
            chaff.name: (
                chaff.message,
                tuple(observe(chaff.function, example.arguments) for example in solution.examples),
            )
            for chaff in solution.chaffs
        },
        axes=axis_names(solution.reference),
    )


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
