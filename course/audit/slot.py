"""`python -m course.audit.slot`: one exercise audited in a process of its own.

In: a pickled `Order`. Out: a pickled AuditedExercise, or the CourseError that stopped it. A
process of its own, since a pytest session cannot stand inside another and graders may print.
"""

import gc
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from course.audit import holes
from course.audit.grader_file import grader_holes, reasons
from course.audit.leaks import Hidden
from course.audit.mutants import mutants
from course.audit.programs import InProcessBench, ProgramBench, candidates, source
from course.audit.result import AuditedExercise, Hole, Kind, Test
from course.audit.trials import Trial, Trials
from course.catalog import grader_path, read_solution, solution_path, template_path
from course.errors import AuthorError, CourseError, Fault
from course.grading.diagnosis import Known
from course.grading.references import LIMITS
from course.grading.session import Session, with_session
from course.grading.slot import take_pipes
from course.model import Assignment, Course, Exercise, Solution
from course.problem import Problem
from course.worker.process import Limits

_ALIKE = ("chaff-unnamed", "chaffs-alike", "chaff-endless")


@dataclass(frozen=True, slots=True)
class Order:
    """What to audit."""

    course: Course
    assignment: Assignment
    exercise: Exercise
    seeds: int
    limits: Limits = LIMITS


def main() -> None:
    """Audit one exercise."""
    orders, results = take_pipes()
    order: Order = pickle.load(orders)  # noqa: S301 - from the engine that started us
    try:
        found: AuditedExercise | CourseError = audit_exercise(order)
    except CourseError as error:
        found = error
    pickle.dump(found, results)
    results.flush()


def audit_exercise(order: Order) -> AuditedExercise:
    """Everything that is wrong with one exercise, in this process."""
    return _Exercise(order).audited()


class _Exercise:
    """One exercise, its files and what was found so far."""

    def __init__(self, order: Order) -> None:
        self._order = order
        course, assignment, exercise = order.course, order.assignment, order.exercise
        self._solution_path = solution_path(course, assignment, exercise)
        self._grader_path = grader_path(course, assignment, exercise).resolve()
        self._template_path = template_path(course, assignment, exercise)
        self._holes: list[Hole] = []
        self._tests: tuple[Test, ...] = ()
        self._trials: list[Trial] = []

    def audited(self) -> AuditedExercise:
        """Read, try, judge."""
        begun = time.perf_counter()
        order = self._order
        solution, problems = read_solution(order.course, order.assignment, order.exercise)
        self._holes += map(holes.of_problem, problems)
        self._holes += grader_holes(self._grader_path)
        if solution is None:
            self._collect(lambda _: None)
        else:
            self._try(solution)
        return AuditedExercise(
            assignment=order.assignment.name,
            name=order.exercise.name,
            tests=self._tests,
            programs=tuple(trial.program for trial in self._trials),
            holes=tuple(dict.fromkeys(self._holes)),
            seconds=time.perf_counter() - begun,
        )

    def _try(self, solution: Solution) -> None:
        seconds = self._order.limits.exercise_seconds
        observed = Known(self._order.exercise.name, solution, seconds)
        try:
            self._holes += holes.of_solution(solution, observed, self._solution_path)
        except AuthorError as error:
            self._holes += map(holes.of_problem, error.problems)
            self._collect(lambda _: None)
        else:
            self._collect(lambda session: self._try_in(session, solution, observed))

    def _collect(self, body: Callable[[Session], None]) -> None:
        order = self._order
        alone = replace(order.assignment, exercises=(order.exercise,))
        problems: list[Problem] = []
        try:
            # A rewritten assert draws its operands, which nobody reads here.
            with_session(order.course, alone, body, options=["--assert=plain"], problems=problems)
        except AuthorError as error:
            problems += error.problems
        self._holes += map(holes.of_problem, problems)

    def _try_in(self, session: Session, solution: Solution, observed: Known) -> None:
        name = self._order.exercise.name
        stays = reasons(self._grader_path)
        self._tests = tuple(
            Test(
                test.name,
                test.title,
                test.points,
                (test.item.location[1] or 0) + 1,
                stays.get(getattr(test.item, "originalname", test.name)),
            )
            for test in session.tests[name]
        )
        if not self._tests:
            return  # which is a hole of its own
        programs = candidates(name, solution, mutants(solution.reference))
        shown = f"solutions/{self._order.assignment.name}/{name}.py"
        text = source(name, self._solution_path, shown, programs)
        with ExitStack() as stack:
            pairs = []
            for kind in (ProgramBench, InProcessBench):
                submission = kind(text, name, "submission", self._order.limits)
                reference = kind(text, name, "reference", self._order.limits)
                for bench in (submission, reference):
                    self._load(stack.enter_context(bench))
                pairs.append((submission, reference))
            trials = Trials(session, observed, solution, *pairs)
            hidden = Hidden(solution.reference, trials.hidden_values())
            gc.collect()
            gc.freeze()  # what is here stays, and need not be looked through again
            self._trials = [
                trials.trial(number, candidate, self._order.seeds)
                for number, candidate in enumerate(programs)
            ]
        told = {hole.line for hole in self._holes if hole.kind in _ALIKE}
        found = holes.of_trials(
            self._tests, self._trials, solution, self._solution_path, self._grader_path
        )
        # Chaffs that the examples cannot tell apart, or end, are not named either.
        self._holes += [
            hole for hole in found if hole.kind != "chaff-unnamed" or hole.line not in told
        ]
        self._holes += self._leaks(solution, hidden)

    def _load(self, bench: ProgramBench) -> None:
        try:
            problems = bench.load().problems
        except Fault as fault:
            problems = (str(fault),)
        if problems:
            raise AuthorError([Problem(self._solution_path, problem) for problem in problems])

    def _leaks(self, solution: Solution, hidden: Hidden) -> Iterator[Hole]:
        texts: dict[str, tuple[Path, int | None]] = {}
        for trial in self._trials:
            if trial.program.kind is not Kind.REFERENCE:
                line = trial.program.line
                texts |= dict.fromkeys(trial.messages, (self._solution_path, line))
        for chaff in solution.chaffs:
            line = chaff.function.__code__.co_firstlineno
            texts[chaff.message] = self._solution_path, line
        texts |= {test.title: (self._grader_path, test.line) for test in self._tests}
        texts |= dict.fromkeys(self._order.exercise.hints, (self._template_path, None))
        leaks = {text: leak for text in texts if (leak := hidden.leak(text))}
        return holes.of_messages(texts, leaks)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
