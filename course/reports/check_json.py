"""A check as one JSON object, for editors and other programs: schema "course/check/v1"."""

import json
from dataclasses import asdict

from course.check_report import CheckReport

SCHEMA = "course/check/v1"


def dumps(report: CheckReport) -> str:
    """The report as a JSON text that ends with a newline."""
    document = {
        "schema": SCHEMA,
        "assignment": report.assignment,
        "title": report.title,
        "file": report.file,
        "passed": report.passed,
        "broken": report.broken,
        "line": report.line,
        "notes": report.notes,
        "output": report.output,
        "exercises": [asdict(exercise) for exercise in report.exercises],
        "quiz": {"answered": report.answered, "questions": report.questions},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
