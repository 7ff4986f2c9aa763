"""Results as CSV: a row a submission, a column an exercise, as docs/result-format.md says."""

import csv
from collections.abc import Sequence
from typing import TextIO

from course.model import Report, Status
from course.reports.well_formed import well_formed

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")  # noqa: RUF001 - spreadsheets take the full-width signs too


class CsvTable:
    """Writes the head, then each report as one row, flushed at once."""

    def __init__(self, stream: TextIO, exercises: Sequence[str]) -> None:
        self._exercises = tuple(exercises)
        self._stream = stream
        self._rows = csv.writer(stream, lineterminator="\n")
        self._rows.writerow(
            ["submission", *self._exercises, "quiz", "score", "max_score", "status"]
        )
        stream.flush()

    def add(self, report: Report) -> None:
        """Write one row; what has no score stays empty."""
        scores = {exercise.name: exercise.score for exercise in report.exercises}
        cells = [
            *(scores.get(name, "") for name in self._exercises),
            report.quiz_score,
            report.score,
            report.max_score,
        ]
        scored = report.status is not Status.ERROR
        self._rows.writerow(
            [
                as_cell(report.submission),
                *(cells if scored else [""] * len(cells)),
                report.status.value,
            ]
        )
        self._stream.flush()


def as_cell(name: str) -> str:
    """The name as a cell that no spreadsheet runs as a formula.

    A name that begins with `=`, `+`, `-`, `@`, a tab, a line end or `'` gets a `'` in front;
    so taking one leading `'` away gives the name back.

    >>> as_cell("=1+1")
    "'=1+1"
    """
    name = well_formed(name)
    return f"'{name}" if name.startswith(_FORMULA_STARTS) else name
