"""Results as JSON Lines: an object a submission, as docs/result-format.md says."""

import json
from pathlib import Path
from typing import Any, TextIO

from course.model import GradedExercise, GradedTest, Report, Status
from course.reports.well_formed import well_formed

SCHEMA = Path(__file__).parent.parent / "result.schema.json"
"""The JSON Schema that every line keeps to."""


class JsonLines:
    """Writes each report as one line, flushed at once: what was graded outlives an interruption."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, report: Report) -> None:
        """Write one line."""
        self._stream.write(json_line(report) + "\n")
        self._stream.flush()


def json_line(report: Report) -> str:
    """The report as one line of ASCII; a NaN or an infinity raises ValueError."""
    return json.dumps(_well_formed(_result(report)), allow_nan=False)


def _result(report: Report) -> dict[str, Any]:
    scored = report.status is not Status.ERROR
    result: dict[str, Any] = {
        "schema": "course/result/v1",
        "submission": report.submission,
        "assignment": report.assignment,
        "status": report.status.value,
        "score": report.score if scored else None,
        "max_score": report.max_score if scored else None,
        "seconds": round(report.seconds, 6),
        "sandbox": list(report.sandbox),
        "flags": list(report.flags),
        "exercises": [_exercise(exercise) for exercise in report.exercises],
        "quiz": {"score": report.quiz_score, "max_score": report.quiz_max_score},
    }
    if report.reason:
        result["reason"] = report.reason
    return result


def _exercise(exercise: GradedExercise) -> dict[str, Any]:
    found = exercise.diagnosis
    return {
        "name": exercise.name,
        "score": exercise.score,
        "max_score": exercise.max_score,
        "diagnosis": found and {"chaff": found.chaff, "message": found.message},
        "tests": [_test(test) for test in exercise.tests],
    }


def _test(test: GradedTest) -> dict[str, Any]:
    result = {
        "name": test.name,
        "title": test.title,
        "outcome": test.outcome.value,
        "points": test.points,
        "message": test.message,
    }
    if test.detail:
        result["detail"] = test.detail
    return result


def _well_formed(value: Any) -> Any:
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {key: _well_formed(item) for key, item in value.items()}
    return value
