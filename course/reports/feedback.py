"""A student's results as one HTML page that needs nothing else.

What only the instructor may read (`GradedTest.detail`, the reason of our own errors) is not given
to the template.
"""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from course.finding import NOT_WRITTEN, finding
from course.model import Assignment, GradedExercise, GradedTest, Outcome, Report, Status
from course.plain import plain
from course.reports.attention_maps import shown_maps
from course.reports.marked_code import MarkedCode, marked_code, pieces
from course.reports.points import points
from course.reports.render import render_page

OUTCOME_WORDS = {
    Outcome.PASSED: ("✓", "passed"),
    Outcome.FAILED: ("✗", "failed"),
    Outcome.ERROR: ("✗", "your code raised an error"),
    Outcome.TIMEOUT: ("✗", "out of time"),
    Outcome.MEMORY: ("✗", "out of memory"),
    Outcome.CRASHED: ("✗", "your code crashed"),
    Outcome.SKIPPED: ("–", "not tried"),  # noqa: RUF001 - a dash is the mark of what was left out
}
"""Outcome -> its mark, which is decoration, and its words, which say it alone."""

_UNTOUCHED: Mapping[str, Any] = {"by_hand": False, "waits": False, "comment": ""}
"""What a person did with a score: nothing, where there is no gradebook."""


def feedback_page(report: Report, assignment: Assignment) -> str:
    """The page that the student reads."""
    code = marked_code(pieces(report.source), report)
    return render_page(
        "feedback.html.j2",
        title=assignment.title or assignment.name,
        submission=report.submission,
        score=points(report.score) if report.status is not Status.ERROR else "",
        max_score=points(report.max_score),
        code=code,
        **results(report, code),
    )


def results(report: Report, code: MarkedCode) -> dict[str, Any]:
    """What templates show of a report; of a file that was not graded, no test is listed."""
    graded = report.status is Status.GRADED
    return {
        "graded": graded,
        "reason": report.reason if report.status is Status.NOT_GRADABLE else "",
        "flags": report.flags,
        "exercises": [
            _exercise(exercise, code) for exercise in (report.exercises if graded else ())
        ],
        "quiz": _quiz(report) if graded and report.quiz else None,
        "others": [],  # what no report tells of: answers that a person grades
    }


def _exercise(exercise: GradedExercise, code: MarkedCode) -> dict[str, Any]:
    """What one reason explains, such as a loop without end, is said once and not at every test."""
    passed = [test for test in exercise.tests if test.outcome is Outcome.PASSED]
    failed = [test for test in exercise.tests if test.outcome is not Outcome.PASSED]
    lost = [test.message for test in failed]
    found = finding(exercise.diagnosis, exercise.symptom)
    common = lost[0] if len(lost) > 1 and len(set(lost)) == 1 else ""
    notes = [*found, common] if NOT_WRITTEN not in found else found
    return {
        "name": exercise.name,
        "title": exercise.title or exercise.name,
        "score": points(exercise.score),
        "max_score": points(exercise.max_score),
        "passed": len(passed),
        "of": len(exercise.tests),
        "notes": [_with_code(note) for note in notes if note],
        "maps": shown_maps(exercise.symptom),
        "lost": [_shown(test, "" if common else test.message) for test in failed],
        "earned": [_shown(test, test.message) for test in passed],
        "fold": bool(common) and not passed,
        "place": code.functions.get(exercise.name),
        **_UNTOUCHED,
    }


def _with_code(text: str) -> Markup:
    """The text, with what stands between backticks as code."""
    parts = plain(text).split("`")
    if len(parts) % 2 == 0:
        return escape("`".join(parts))
    return Markup().join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def _quiz(report: Report) -> dict[str, Any]:
    return {
        "name": "quiz",
        "score": points(report.quiz_score),
        "max_score": points(report.quiz_max_score),
        "right": sum(question.correct for question in report.quiz),
        **_UNTOUCHED,
        "questions": [
            {
                "text": question.text,
                "answer": question.answer,
                "correct": question.correct,
                "points": points(question.points),
            }
            for question in report.quiz
        ],
    }


def _shown(test: GradedTest, message: str) -> Mapping[str, Any]:
    mark, words = OUTCOME_WORDS[test.outcome]
    return {
        "title": test.title or test.name,
        "outcome": test.outcome.value,
        "mark": mark,
        "words": words,
        "points": points(test.points),
        "message": message,
    }
