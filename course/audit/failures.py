"""Students' failures that no chaff explains, grouped by what they do: the next chaffs to write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from course.catalog import load_solution
from course.diagnose import diagnose, difference, same
from course.errors import Fault
from course.grading.bench import Bench
from course.grading.diagnosis import Known, know, observe_submission
from course.model import Assignment, Course, Exercise, Observation
from course.skeleton import axis_names
from course.submission import Submission
from course.worker import process
from course.worker.jail import Jail
from course.worker.process import Limits, Start

_UNWRITTEN = "NotImplementedError"


@dataclass(frozen=True, slots=True)
class Group:
    """Submissions whose function does the same on every example."""

    names: tuple[str, ...]
    """The first stands for all."""
    difference: str
    """How it differs from what is due, on the first example where it does."""
    example: str
    """That example's name; empty where the function did not come back."""


def failures(
    course: Course,
    assignment: Assignment,
    submissions: Sequence[Submission],
    *,
    sandbox: str = "auto",
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Mapping[str, list[Group]]:
    """Exercise -> its groups, the largest first.

    Left out is what is right on every example, what a chaff or a rule explains, and what is not
    there. The code is a stranger's and runs in the jail; raises NotIsolated where that is not
    enough for `sandbox`.
    """
    known = {exercise.name: know(course, assignment, exercise) for exercise in assignment.exercises}
    found: dict[str, list[tuple[Sequence[Observation] | Fault, list[str]]]] = {
        exercise: [] for exercise in known
    }
    with Jail(limits) as jail:
        if sandbox != "off":
            jail.require(sandbox)
        start = process.start if sandbox == "off" else jail.start
        for submission in submissions:
            for exercise, seen in _seen(submission, known, limits, start):
                for other, names in found[exercise]:
                    if _alike(seen, other):
                        names.append(submission.name)
                        break
                else:
                    found[exercise].append((seen, [submission.name]))

    def group(exercise: Exercise) -> list[Group]:
        solution = load_solution(course, assignment, exercise)
        axes = axis_names(solution.reference).get("return", ())
        groups = [
            _group(seen, names, known[exercise.name], axes) for seen, names in found[exercise.name]
        ]
        return sorted(groups, key=lambda group: -len(group.names))

    return {exercise.name: group(exercise) for exercise in assignment.exercises}


def _seen(
    submission: Submission, known: Mapping[str, Known], limits: Limits, start: Start
) -> Iterator[tuple[str, Sequence[Observation] | Fault]]:
    """Exercise, and what the submission does on its examples, where nobody knows why."""
    if submission.source is None:
        return
    with Bench(submission.source, limits, start=start) as bench:
        try:
            loaded = bench.load()
        except Fault:
            return
        theirs = [one for name, one in known.items() if name in loaded.functions]
        for one, got in zip(theirs, observe_submission(bench, theirs), strict=True):
            if isinstance(got, Fault):
                yield one.name, got
                continue
            unwritten = all(seen.raised == _UNWRITTEN for seen in got)
            right = all(map(same, got, one.expected))
            if not (right or unwritten or diagnose(got, one.expected, one.chaffs)):
                yield one.name, got


def _alike(seen: Sequence[Observation] | Fault, other: Sequence[Observation] | Fault) -> bool:
    if isinstance(seen, Fault) or isinstance(other, Fault):
        return type(seen) is type(other)
    return all(map(same, seen, other))


def _group(
    seen: Sequence[Observation] | Fault, names: Sequence[str], known: Known, axes: Sequence[str]
) -> Group:
    if isinstance(seen, Fault):
        return Group(tuple(names), f"It did not come back: {seen}", "")
    got, expected, example = next(
        three
        for three in zip(seen, known.expected, known.examples, strict=True)
        if not same(three[0], three[1])
    )
    return Group(tuple(names), difference(got, expected, axes), example.name)
