"""A standing as one JSON object: schema "course/status/v1"."""

import json

from course.student.standing import Standing

SCHEMA = "course/status/v1"


def dumps(standing: Standing) -> str:
    """The standing as a JSON text that ends with a newline."""
    report = standing.report
    document = {
        "schema": SCHEMA,
        "assignment": report.assignment,
        "title": report.title,
        "file": report.file,
        "changed": standing.changed.isoformat(timespec="seconds"),
        "broken": report.broken,
        "notes": report.notes,
        "exercises": [
            {"name": each.name, "title": each.title, "state": standing.state(each)}
            for each in report.exercises
        ],
        "quiz": {
            "answered": report.answered,
            "questions": report.questions,
            "open": standing.open_questions,
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
