"""A check as Markdown, for the summary page of a GitHub Actions step."""

import re

from course.check_report import CheckedExercise, CheckReport
from course.reports.check_terminal import place_of

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&@!])")


def markdown(report: CheckReport) -> str:
    """A table of the exercises, and what is wrong with each unfinished one.

    Everything that may hold a student's text is escaped or stands in a code block.
    """
    lines = [f"## {_inline(report.title)}", ""]
    lines += [line for note in report.notes for line in (_inline(note), "")]
    if report.broken:
        lines += ["The file cannot be run.", "", *_code(report.broken), ""]
    else:
        lines += ["| Exercise | |", "|---|---|"]
        lines += [_row(exercise) for exercise in report.exercises]
        lines.append("")
    for exercise in report.exercises:
        if not exercise.passed and not report.broken:
            lines += _details(exercise)
    if report.questions and not report.broken:
        lines += [f"Quiz: {report.answered} of {report.questions} questions answered.", ""]
    return "\n".join(lines)


def _row(exercise: CheckedExercise) -> str:
    mark = "✅" if exercise.passed else "❌"
    return f"| {mark} `{exercise.name}` | {_inline(place_of(exercise))} |"


def _details(exercise: CheckedExercise) -> list[str]:
    said = dict.fromkeys(part for part in (exercise.diagnosis, exercise.summary) if part)
    if not said:
        return []
    return [f"### `{exercise.name}`", "", *(line for part in said for line in (_inline(part), ""))]


def _inline(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _code(text: str) -> list[str]:
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, *text.split("\n"), fence]
