"""The words of the project: frozen data, with no behaviour beyond sums.

Those that a check on a laptop needs are in files of their own, so that it imports no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.chain import Chain

from course.maps import Maps
from course.observation import Diagnosis, Example, Observation, Opaque
from course.question import Question

__all__ = [
    "Assignment",
    "Chaff",
    "Course",
    "Diagnosis",
    "Example",
    "Exercise",
    "GradedExercise",
    "GradedQuestion",
    "GradedTest",
    "Observation",
    "Opaque",
    "Outcome",
    "Question",
    "Report",
    "Solution",
    "Status",
    "Symptom",
    "Wheat",
    "Written",
]


class Outcome(StrEnum):
    """How one hidden test ended for one submission."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """The student's function raised where no exception was due."""
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    SKIPPED = "skipped"
    """An exercise named in `after` does not work yet, so this one was not tried."""


class Status(StrEnum):
    """Whether a submission has a score."""

    GRADED = "graded"
    NOT_GRADABLE = "not_gradable"
    """Missing, unreadable or not Python: a score of 0, with the reason."""
    ERROR = "error"
    """Our own fault: no score at all."""


@dataclass(frozen=True, slots=True)
class Written:
    """One question that is answered in words, and graded by hand in nbgrader."""

    id: str
    text: str
    hint: str
    points: float = 1.0


@dataclass(frozen=True, slots=True)
class Exercise:
    """One function that a student writes."""

    name: str
    title: str
    hints: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Exercises that must work before this one can be tried."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One chapter, handed out as one unit."""

    name: str
    title: str
    topic: str
    level: str
    exercises: tuple[Exercise, ...]
    """In the order in which the chapter includes them."""
    questions: tuple[Question, ...] = ()
    written: tuple[Written, ...] = ()
    previous: str = ""
    next: str = ""
    chain: "Chain | None" = None


@dataclass(frozen=True, slots=True)
class Course:
    """A course on disk: its folder and its assignments."""

    root: Path
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Wheat:
    """Another correct implementation: it must pass."""

    name: str
    function: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Chaff:
    """A known mistake: it must fail, and be named by its message."""

    name: str
    message: str
    function: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Solution:
    """What a student must not see of one exercise."""

    reference: Callable[..., Any]
    examples: tuple[Example, ...]
    wheats: tuple[Wheat, ...] = ()
    chaffs: tuple[Chaff, ...] = ()
    inputs: Callable[[Any], Mapping[str, Any]] | None = None
    """Draws one call's arguments within the contract from an `rng`."""
    equivalents: Mapping[str, str] = field(default_factory=dict)
    """A mutant's line -> why it is no mistake."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """What a wrong function does with the public examples: a student may see all of it."""

    example: str = ""
    """The example that is shown; empty where the function does all of them right."""
    got: str = ""
    """What came, in words: "(batch=1, heads=2, seq_q=2, seq_k=2)", "a ValueError"."""
    expected: str = ""
    raised: bool = False
    """Whether an error is what came."""
    maps: Maps | None = None


@dataclass(frozen=True, slots=True)
class GradedTest:
    """One hidden test's result."""

    name: str
    title: str
    """First line of the test's docstring: what the student reads."""
    outcome: Outcome
    points: float
    """Points the test is worth; earned only when it passed."""
    message: str = ""
    """Safe to show to the student."""
    detail: str = ""
    """For the instructor alone: may carry hidden inputs and the student's own text."""


@dataclass(frozen=True, slots=True)
class GradedExercise:
    """One exercise's results."""

    name: str
    title: str
    tests: tuple[GradedTest, ...]
    diagnosis: Diagnosis | None = None
    symptom: Symptom | None = None
    """None where the function works, is missing, or could not be tried on the examples."""

    @property
    def score(self) -> float:
        """Points earned."""
        return sum((t.points for t in self.tests if t.outcome is Outcome.PASSED), 0.0)

    @property
    def max_score(self) -> float:
        """Points that can be earned."""
        return sum((test.points for test in self.tests), 0.0)

    @property
    def undiagnosed(self) -> bool:
        """Whether the function is wrong in a way that nobody has described yet."""
        return self.symptom is not None and self.diagnosis is None


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """One quiz question's result."""

    id: str
    text: str
    answer: str | None
    """The option key the student gave, or None."""
    correct: bool
    points: float


@dataclass(frozen=True, slots=True)
class Report:
    """One submission, graded."""

    submission: str
    assignment: str
    status: Status
    exercises: tuple[GradedExercise, ...] = ()
    quiz: tuple[GradedQuestion, ...] = ()
    seconds: float = 0.0
    sandbox: tuple[str, ...] = ()
    """The layers of isolation that held."""
    flags: tuple[str, ...] = ()
    """What somebody should know: a file that raised while loading, two files that differ, …"""
    reason: str = ""
    """Why the submission has no score, or a score of 0."""
    source: str = ""
    """The student's code, for the feedback page."""

    @property
    def quiz_score(self) -> float:
        """Points earned in the quiz."""
        return sum((question.points for question in self.quiz if question.correct), 0.0)

    @property
    def quiz_max_score(self) -> float:
        """Points that can be earned in the quiz."""
        return sum((question.points for question in self.quiz), 0.0)

    @property
    def score(self) -> float:
        """Points earned: exercises and quiz."""
        return sum(exercise.score for exercise in self.exercises) + self.quiz_score

    @property
    def max_score(self) -> float:
        """Points that can be earned: exercises and quiz."""
        return sum(exercise.max_score for exercise in self.exercises) + self.quiz_max_score
