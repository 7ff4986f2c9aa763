"""The class table as one HTML page, for the instructor."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from course.model import Assignment, Report, Status
from course.reports.class_table import STATUS_WORDS, summary
from course.reports.points import points
from course.reports.render import render_page


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


def _scores(report: Report, assignment: Assignment) -> Sequence[str]:
    by_name = {exercise.name: points(exercise.score) for exercise in report.exercises}
    scores = [by_name.get(exercise.name, "-") for exercise in assignment.exercises]
    scores += [points(report.quiz_score), points(report.score)]
    return ["-"] * len(scores) if report.status is Status.ERROR else scores
