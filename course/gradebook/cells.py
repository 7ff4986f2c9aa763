"""The test cells of a notebook: found by their grade id, and given the outputs nbgrader scores by.

nbgrader reads a cell's outputs in order: an error or a stderr stream is 0 points, the first
`execute_result` that is a number is partial credit, and nothing at all is full marks. So every
test cell gets exactly two outputs, a `display_data` for people and an `execute_result` with the
score, whatever stood there.
"""

import json
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

from nbformat import NotebookNode, from_dict

from course.errors import CouldNotGrade
from course.gradebook.restore import grade_id_of
from course.gradebook.verdict import Verdict, as_html, as_text, verdicts
from course.model import Report, Status
from course.submission import Beside

PREFIX = "test_"
"""What comes before an exercise's name, or "quiz", in the grade id of its test cell."""
_DRAWS = re.compile(rb"plot|pylab|seaborn|pandas")
"""What a program says somewhere that comes to matplotlib."""


def student_code(nb: NotebookNode) -> bytes:
    """The notebook's file without its outputs: what is graded is the code alone."""
    cells = [{**cell, "outputs": []} if cell.cell_type == "code" else cell for cell in nb.cells]
    return json.dumps({**nb, "cells": cells}).encode()


def draws(nb: NotebookNode, beside: Iterable[Beside]) -> bool:
    """Whether the code may draw: most does not, and matplotlib takes longer than all the rest."""
    code = [cell.source.encode() for cell in nb.cells if cell.cell_type == "code"]
    return any(map(_DRAWS.search, chain(code, (file.data for file in beside))))


def write_scores(nb: NotebookNode, tests: dict[str, float], report: Report) -> None:
    """Replace the outputs of every test cell by its verdict and its score."""
    found = verdicts(report)
    there = {grade_id_of(cell) for cell in nb.cells}
    for grade_id in tests:
        if grade_id not in there:  # without a cell, an earlier score would stay
            raise CouldNotGrade(
                f"Cell '{grade_id}' is not in the notebook. Let course.gradebook.RestoreCells be "
                "the first of c.Autograde.sanitize_preprocessors."
            )
    for cell in nb.cells:
        grade_id = grade_id_of(cell)
        if grade_id not in tests:
            continue
        name = grade_id.removeprefix(PREFIX)
        if report.status is Status.NOT_GRADABLE:
            verdict = Verdict(name, 0.0, tests[grade_id], report.reason)
        elif name in found:
            verdict = found[name]
        else:
            raise CouldNotGrade(
                f"Cell '{grade_id}' names nothing that is graded in '{report.assignment}'. "
                "Generate the nbgrader folder again, and the assignment from it."
            )
        score = score_in_cell(verdict, tests[grade_id])
        cell.outputs = [
            _output(
                "display_data", {"text/plain": as_text(verdict), "text/html": as_html(verdict)}
            ),
            _output("execute_result", {"text/plain": str(score)}, execution_count=None),
        ]


def score_in_cell(verdict: Verdict, points: float) -> float:
    """The score in the points of the cell: the instructor's source decides what a cell is worth."""
    if verdict.max_score == points:
        return verdict.score
    if verdict.max_score == 0:
        raise CouldNotGrade(
            f"'{verdict.name}' is worth {points:g} points in the notebook, but its tests are "
            "worth none. Give points to its tests."
        )
    return min(points, points * verdict.score / verdict.max_score)


def _output(kind: str, data: dict[str, str], **fields: Any) -> NotebookNode:
    """An output; nbformat's own maker validates each, which takes longer than all the rest."""
    made: NotebookNode = from_dict({"output_type": kind, "data": data, "metadata": {}, **fields})
    return made
