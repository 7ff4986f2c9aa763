"""A student's results as one HTML page that needs nothing else, and the class as another.

Everything in a report is a stranger's text: Jinja escapes it, `plain` takes away control
characters, and the page's policy forbids scripts, pictures and requests. What only the instructor
may read (`GradedTest.detail`, the reason of our own errors) is not given to the template.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from course.finding import finding
from course.model import Assignment, GradedExercise, GradedTest, Outcome, Report, Status
from course.plain import plain
from course.reports.attention_maps import shown_maps
from course.reports.class_table import STATUS_WORDS, summary
from course.reports.points import points

MARKER = '<meta name="generator" content="attention-course feedback">'
"""Stands in every page of ours; a file without it is somebody else's."""

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

_LINE_END = re.compile("\r\n|\r|\n")
"""Where Python ends a line of code, so that the numbers are those of its messages."""

_LONGEST_LINE = 2000

_HIGHLIGHTED = 100_000
"""Longer code is shown without colours: a hostile file must not cost minutes."""


def feedback_page(report: Report, assignment: Assignment) -> str:
    """The page that the student reads; of a file that was not graded, no test is listed."""
    graded = report.status is Status.GRADED
    return render_page(
        "feedback.html.j2",
        assignment=assignment,
        submission=report.submission,
        graded=graded,
        reason=report.reason if report.status is Status.NOT_GRADABLE else "",
        score=points(report.score) if report.status is not Status.ERROR else "",
        max_score=points(report.max_score),
        flags=report.flags,
        exercises=[_shown_exercise(exercise) for exercise in (report.exercises if graded else ())],
        quiz=[
            {
                "text": question.text,
                "answer": question.answer,
                "correct": question.correct,
                "points": points(question.points),
            }
            for question in (report.quiz if graded else ())
        ],
        quiz_score=points(report.quiz_score),
        quiz_max_score=points(report.quiz_max_score),
        lines=_code_lines(report.source),
    )


def class_page(reports: Sequence[Report], assignment: Assignment, pages: Mapping[str, str]) -> str:
    """The class table as the instructor reads it; `pages`: submission -> path of its page."""
    return render_page(
        "index.html.j2",
        assignment=assignment,
        exercises=[exercise.name for exercise in assignment.exercises],
        summary=summary(reports),
        rows=[
            {
                "name": report.submission,
                "href": quote(pages[report.submission]),
                "scores": _scores(report, assignment),
                "status": STATUS_WORDS[report.status],
                "remarks": [*([report.reason] if report.reason else []), *report.flags],
            }
            for report in reports
        ],
    )


def _shown_exercise(exercise: GradedExercise) -> Mapping[str, Any]:
    """What one reason explains, such as a loop without end, is said once and not at every test."""
    lost = [test.message for test in exercise.tests if test.outcome is not Outcome.PASSED]
    found = finding(exercise.diagnosis, exercise.symptom)
    common = lost[0] if len(lost) > 1 and len(set(lost)) == 1 else ""
    return {
        "name": exercise.name,
        "title": exercise.title or exercise.name,
        "score": points(exercise.score),
        "max_score": points(exercise.max_score),
        "notes": [note for note in (*found, common) if note],
        "maps": shown_maps(exercise.symptom),
        "tests": [_shown(test, "" if common else test.message) for test in exercise.tests],
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


def _scores(report: Report, assignment: Assignment) -> Sequence[str]:
    by_name = {exercise.name: points(exercise.score) for exercise in report.exercises}
    scores = [by_name.get(exercise.name, "-") for exercise in assignment.exercises]
    scores += [points(report.quiz_score), points(report.score)]
    return ["-"] * len(scores) if report.status is Status.ERROR else scores


def _code_lines(source: str) -> Sequence[str]:
    """The code, a line each: coloured where Pygments is there, as it stands where not."""
    if not source:
        return []
    code = "\n".join(plain(line, _LONGEST_LINE) for line in _LINE_END.split(source))
    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return code.split("\n")
    if len(code) > _HIGHLIGHTED:
        return code.split("\n")
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    coloured: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    # The formatter escapes the code, and closes its spans at the end of each line.
    return [Markup(line) for line in coloured.removesuffix("\n").split("\n")]  # noqa: S704 - as said


def render_page(template: str, **values: Any) -> str:
    """A template of ours, with everything that it shows made harmless."""
    page = _templates().get_template(template)
    return page.render(marker=Markup(MARKER), **values)  # noqa: S704 - a constant


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalize(value: Any) -> Any:
    """Every text that a template shows passes here; numbers and our own markup stay as they are."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
