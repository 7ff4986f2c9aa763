"""Grades submissions one after another with tests that are collected already.

Before the first submission the hidden tests run on the references: a grader that the reference
fails would take points for our own fault.
"""

import gc
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from course.answers import grade_quiz
from course.catalog import load_answers
from course.errors import AuthorError, CouldNotGrade, Fault
from course.grading.bench import Bench
from course.grading.diagnosis import Known, diagnose_submission, know
from course.grading.plugin import Pair
from course.grading.references import reference_bench
from course.grading.session import HiddenTest, Session
from course.grading.setup import Setup
from course.grading.source_text import source_text
from course.grading.verdict import Verdict
from course.model import (
    Exercise,
    GradedExercise,
    GradedTest,
    Outcome,
    Report,
    Status,
)
from course.problem import Problem
from course.submission import Source, Submission
from course.worker import process
from course.worker.jail import Jail
from course.worker.loader import Loaded

_AHEAD_SECONDS = 0.3
"""For a file that runs while another submission is graded; it has its whole time afterwards."""
_LARGE = 1 << 16
"""Bytes of a file that a worker may not have read when it is sent; such a one is not sent ahead."""
_TRIES = 2
"""For a submission over which the zygote dies: once may be chance, twice is its own doing."""


@dataclass(slots=True)
class _Work:
    """A submission that is being graded."""

    submission: Submission
    bench: Bench
    loaded: Loaded | None = None
    verdicts: Mapping[HiddenTest, Verdict] | None = None
    """Of the tests that went side by side; None before any was run, empty where that is void."""
    at_fault: HiddenTest | None = None
    """The one that made it void with a call that ended in a fault."""


class Grader:
    """Grades the submissions of one assignment."""

    def __init__(self, setup: Setup, session: Session, jail: Jail) -> None:
        """Make the references ready, and try examples and hidden tests on them.

        The jail is the caller's to close. Raises AuthorError with every test that the reference
        fails, and every example on which it does not come back.
        """
        self._setup, self._session = setup, session
        course, assignment = setup.course, setup.assignment
        self._answers = load_answers(course, assignment)
        self._jail = jail
        self._known: dict[str, Known] = {
            exercise.name: know(course, assignment, exercise, setup.limits.exercise_seconds)
            for exercise in assignment.exercises
        }
        self._has_learned = False
        """Whether chaffs were observed for the first time, which is to stay."""
        self._ahead: _Work | None = None
        """The submission that is said to come next: its file runs, its tests may have been run."""
        self._begun = math.inf
        """When it was told to."""
        self._reference = reference_bench(course.root, assignment.name, in_process=True)
        try:
            if setup.sandbox != "off":
                self._jail.require(setup.sandbox)
            self._try_references()
            gc.collect()
            gc.freeze()  # what is here stays, and need not be looked through again
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers."""
        self._reference.close()
        self._take(None)

    def grade(self, submission: Submission, following: Submission | None = None) -> Report:
        """One submission's report; what is our own fault gives a report without a score.

        The one that is said to follow is begun meanwhile.
        """
        begun = time.perf_counter()
        try:
            report = self._grade(submission, following)
        except CouldNotGrade as error:
            report = Report(
                submission.name,
                self._setup.assignment.name,
                Status.ERROR,
                flags=submission.flags,
                reason=str(error),
            )
        # What failed hangs together in circles, with all that the student's code gave back.
        gc.collect()
        if self._has_learned:
            gc.freeze()
            self._has_learned = False
        return replace(report, seconds=time.perf_counter() - begun)

    def _grade(self, submission: Submission, following: Submission | None) -> Report:
        if submission.source is None:
            return self._not_gradable(submission, submission.reason)
        work = self._take(submission)
        # What ended while another submission was graded may have been that one's doing.
        for _ in range(_TRIES + bool(work)):
            work = work or self._work_on(submission, submission.source)
            with work.bench:
                report = self._finish(work, following)
            if not work.bench.lost:
                break
            work = following = None
        return report

    def _work_on(self, submission: Submission, source: Source) -> _Work:
        start = process.start if self._setup.sandbox == "off" else self._jail.start
        bench = Bench(source, self._setup.limits, start=partial(start, beside=submission.beside))
        return _Work(submission, bench)

    def _take(self, submission: Submission | None) -> _Work | None:
        """What was begun of a submission; of any other it is given up."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.submission != submission:
            ahead.bench.close()
            return None
        return ahead

    def _begin(self, submission: Submission, following: Submission) -> None:
        """Have the next file run, where neither can see what lies beside the other."""
        source = following.source
        if source is None or len(source.data) > _LARGE or submission.beside or following.beside:
            return
        self._ahead, self._begun = self._work_on(following, source), time.monotonic()
        self._ahead.bench.begin_load()

    def _give_up_slow(self) -> None:
        """Have nothing run beside a submission for long, whose time is that of a clock."""
        if self._ahead and time.monotonic() - self._begun > _AHEAD_SECONDS:
            if self._ahead.loaded is None and not self._ahead.bench.answered:
                self._take(None)
            self._begun = math.inf

    def _get_on(self) -> None:
        """Run tests of the next submission, while there is something to be waited for.

        Those that go side by side, which takes a second at most; what is slow or at fault is tried
        in its own turn, with nothing beside it.
        """
        work = self._ahead
        try:
            if work is not None and work.loaded is None and work.bench.answered:
                work.loaded = work.bench.load()
                if work.loaded.gradable:
                    self._run_together(work)
        except (Fault, CouldNotGrade):
            self._take(None)  # it is told when its own turn comes

    def _finish(self, work: _Work, following: Submission | None) -> Report:
        submission, bench = work.submission, work.bench
        try:
            loaded = work.loaded = work.loaded or bench.load()
        except Fault as fault:
            return self._not_gradable(submission, f"It could not be loaded. {fault}")
        if following is not None and self._ahead is None:
            self._begin(submission, following)
        if not loaded.gradable:
            return self._not_gradable(submission, loaded.reason)
        self._give_up_slow()
        if work.verdicts is None:
            self._run_together(work)
        graded: dict[str, GradedExercise] = {}
        wrong = []
        for exercise in self._setup.assignment.exercises:
            self._give_up_slow()
            found, at_fault = self._grade_exercise(exercise, work, graded)
            graded[exercise.name] = found
            if _is_wrong(found) and not at_fault and exercise.name in loaded.functions:
                wrong.append(self._known[exercise.name])
        if wrong:
            self._diagnose(bench, wrong, graded)
        return self._report(submission, graded.values(), loaded, bench.layers)

    def _diagnose(
        self, bench: Bench, wrong: Sequence[Known], graded: dict[str, GradedExercise]
    ) -> None:
        self._has_learned |= not all(known.complete for known in wrong)
        # In a fresh worker: one that has seen hidden inputs could answer an example with them.
        bench.begin_load()
        self._get_on()
        for name, (diagnosis, symptom) in diagnose_submission(bench, wrong).items():
            graded[name] = replace(graded[name], diagnosis=diagnosis, symptom=symptom)

    def _pair(self, work: _Work) -> Pair:
        return Pair(work.bench, self._reference, work.submission.name, self._setup.secret)

    def _run_together(self, work: _Work) -> None:
        """Run the tests of all exercises that go side by side."""
        exercises, bench = self._setup.assignment.exercises, work.bench
        bench.start(exercises[0].name)
        self._reference.start(exercises[0].name)
        work.verdicts = {}
        if bench.faulty:
            return
        tests = [
            (test, self._known[exercise.name].parameters)
            for exercise in exercises
            for test in self._session.tests[exercise.name]
        ]
        work.verdicts, work.at_fault = self._session.run_together(tests, self._pair(work))
        if len(exercises) > 1 and (bench.has_written or self._reference.has_written):
            # Tests of two exercises may share an array, which each is to find as it was.
            work.verdicts = {}
            bench.close()  # for it has seen all there is
            bench.start_again()

    def _grade_exercise(
        self, exercise: Exercise, work: _Work, earlier: Mapping[str, GradedExercise]
    ) -> tuple[GradedExercise, bool]:
        """An exercise, and whether a fault has ended it."""
        tests = self._session.tests[exercise.name]
        for name in exercise.after:
            if name in earlier and not any(
                test.outcome is Outcome.PASSED for test in earlier[name].tests
            ):
                message = f"Not tried: '{name}' does not work yet."
                return _untried(exercise, tests, Outcome.SKIPPED, message), False
        verdicts = work.verdicts or {}
        is_left = not all(test in verdicts for test in tests)
        if is_left:
            work.bench.turn_to(exercise.name)
            self._reference.start(exercise.name)
        results = []
        parameters = self._known[exercise.name].parameters
        judged = self._session.run_all(
            tests, self._pair(work), parameters, verdicts=verdicts, at_fault=work.at_fault
        )
        for test, verdict in zip(tests, judged, strict=True):
            if verdict.outcome is None:
                raise CouldNotGrade(f"The test {test.name} could not be judged. {verdict.detail}")
            results.append(
                GradedTest(
                    name=test.name,
                    title=test.title,
                    outcome=verdict.outcome,
                    points=test.points,
                    message=verdict.message,
                    detail=verdict.detail,
                )
            )
        graded = GradedExercise(exercise.name, exercise.title, tuple(results))
        return graded, is_left and work.bench.faulty

    def _not_gradable(self, submission: Submission, reason: str) -> Report:
        """A report that scores 0 of all that could be earned."""
        exercises = [
            _untried(exercise, self._session.tests[exercise.name], Outcome.ERROR, "Not tried.")
            for exercise in self._setup.assignment.exercises
        ]
        report = self._report(submission, exercises, Loaded(), ())
        return replace(report, status=Status.NOT_GRADABLE, reason=reason)

    def _report(
        self,
        submission: Submission,
        exercises: Iterable[GradedExercise],
        loaded: Loaded,
        layers: tuple[str, ...],
    ) -> Report:
        assignment = self._setup.assignment
        return Report(
            submission=submission.name,
            assignment=assignment.name,
            status=Status.GRADED,
            exercises=tuple(exercises),
            quiz=grade_quiz(assignment.questions, self._answers, loaded.answers),
            sandbox=layers,
            flags=(*submission.flags, *loaded.problems),
            source=source_text(submission.source) if submission.source else "",
        )

    def _try_references(self) -> None:
        pair = Pair(self._reference, self._reference, "reference", self._setup.secret)
        problems = []
        for exercise, tests in self._session.tests.items():
            self._reference.start(exercise)
            for test in tests:
                verdict = self._session.run(test, pair)
                if verdict.outcome is not Outcome.PASSED:
                    line = (test.item.location[1] or 0) + 1
                    text = f"{test.name} fails on the reference: {verdict.detail}"
                    problems.append(Problem(test.item.path, text, line))
        for known in self._known.values():
            try:
                _ = known.expected
            except AuthorError as error:
                problems += error.problems
        if problems:
            raise AuthorError(problems)


def _is_wrong(exercise: GradedExercise) -> bool:
    """Whether a test was tried and did not pass."""
    return not {test.outcome for test in exercise.tests} <= {Outcome.PASSED, Outcome.SKIPPED}


def _untried(
    exercise: Exercise, tests: Sequence[HiddenTest], outcome: Outcome, message: str
) -> GradedExercise:
    results = tuple(
        GradedTest(test.name, test.title, outcome, test.points, message) for test in tests
    )
    return GradedExercise(exercise.name, exercise.title, results)
