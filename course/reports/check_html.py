"""A check as a notebook shows it: one exercise in full, with a picture where that helps."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from course.check_report import CheckedExercise, CheckReport
from course.finding import UNKNOWN
from course.plain import plain
from course.reports.attention_maps import drawn
from course.reports.check_terminal import MARKS, in_full, next_step, place_of


def render_html(report: CheckReport, again: str) -> str:
    """A fragment for an output cell; whatever a student's code gave in it is text."""
    first = in_full(report)
    return _template().render(
        report=report,
        rows=[_row(exercise) for exercise in report.exercises],
        passing=sum(exercise.passed for exercise in report.exercises),
        exercise=_shown(first) if first and not first.passed else None,
        next_step=next_step(report, first, again),
    )


def _row(exercise: CheckedExercise) -> dict[str, str]:
    return {
        "name": exercise.name,
        "words": place_of(exercise),
        "mark": MARKS[exercise.verdict][0],
        "kind": "passed" if exercise.passed else "failed",
    }


def _shown(exercise: CheckedExercise) -> dict[str, Any]:
    said = [exercise.diagnosis, UNKNOWN if exercise.unknown else "", exercise.summary]
    return {
        "name": exercise.name,
        "title": exercise.title,
        "sentences": list(dict.fromkeys(filter(None, said))),
        "code": exercise.code.strip(),
        "example": exercise.example,
        "values": [*exercise.inputs, *filter(None, [exercise.expected, exercise.got])],
        "maps": drawn(exercise.maps, exercise.example) if exercise.maps else None,
        "output": exercise.output.strip(),
        "hint": exercise.hint,
    }


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("check.html.j2")


def _finalize(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
