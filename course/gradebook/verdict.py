"""What a test cell says to the student: one verdict, as plain text and as HTML.

Only what a student may see comes in here: a test's title, outcome and message, never its detail.
"""

import functools
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import jinja2

from course.finding import finding
from course.model import GradedExercise, GradedQuestion, Outcome, Report
from course.plain import plain

WIDTH = 76

_WORDS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERROR: "raised an error",
    Outcome.TIMEOUT: "out of time",
    Outcome.MEMORY: "out of memory",
    Outcome.CRASHED: "crashed",
    Outcome.SKIPPED: "not tried",
}
_COLUMN = max(map(len, _WORDS.values())) + 2


@dataclass(frozen=True, slots=True)
class Line:
    """One hidden test or one question."""

    title: str
    outcome: str
    earned: float
    points: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one exercise, or of the quiz."""

    name: str
    score: float
    max_score: float
    note: str = ""
    """What to read first: the diagnosis, or why there is no score."""
    lines: tuple[Line, ...] = ()


def verdicts(report: Report) -> dict[str, Verdict]:
    """Name of an exercise, or "quiz" -> its verdict."""
    found = {exercise.name: _of_exercise(exercise) for exercise in report.exercises}
    if report.quiz:
        found["quiz"] = Verdict(
            "quiz",
            report.quiz_score,
            report.quiz_max_score,
            lines=tuple(map(_of_question, report.quiz)),
        )
    return found


def as_text(verdict: Verdict) -> str:
    """The verdict for a reader without HTML."""
    return "\n".join(_text_lines(verdict))


def as_html(verdict: Verdict) -> str:
    """The verdict as a list; everything in it is escaped.

    It keeps to the few tags that nbconvert's `sanitize_html` lets through by itself.
    """
    return _template().render(verdict=verdict)


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("course.gradebook", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: plain(value) if isinstance(value, str) else value,
    )
    return environment.get_template("verdict.html.j2")


def _of_exercise(exercise: GradedExercise) -> Verdict:
    return Verdict(
        exercise.name,
        exercise.score,
        exercise.max_score,
        " ".join(finding(exercise.diagnosis, exercise.symptom)),
        tuple(
            Line(
                test.title,
                _WORDS[test.outcome],
                test.points if test.outcome is Outcome.PASSED else 0.0,
                test.points,
                test.message,
            )
            for test in exercise.tests
        ),
    )


def _of_question(question: GradedQuestion) -> Line:
    if question.answer is None:
        outcome, message = "not answered", ""
    else:
        outcome = "right" if question.correct else "wrong"
        message = f"You answered {question.answer!r}."
    earned = question.points if question.correct else 0.0
    return Line(question.text, outcome, earned, question.points, message)


def _text_lines(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.name}: {verdict.score:g} of {verdict.max_score:g} points"
    if verdict.note:
        yield from textwrap.wrap(plain(verdict.note), WIDTH)
    indent = " " * _COLUMN
    for line in verdict.lines:
        title = f"{plain(line.title)} ({line.earned:g} of {line.points:g})"
        yield from textwrap.wrap(
            title, WIDTH, initial_indent=line.outcome.ljust(_COLUMN), subsequent_indent=indent
        )
        for paragraph in line.message.splitlines():
            yield from textwrap.wrap(
                plain(paragraph), WIDTH, initial_indent=indent, subsequent_indent=indent
            )
