"""A chapter as one notebook: the student's, or the source that nbgrader makes a student's from.

Nothing in it is secret: a test cell names its exercise, and the tests stay in `grader/`.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import nbformat
from markdown_it import MarkdownIt

from course.model import Assignment
from course.release.pictures import as_images
from course.release.quiz import (
    ANSWER_HERE,
    OWN_WORDS,
    answers_source,
    folded,
    hint_text,
    question_text,
    written_text,
)
from course.release.render import Cell

IMPORTS = "import numpy as np\n\nfrom course import check"
QUIZ = "quiz"
_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def student_notebook(assignment: Assignment, cells: Sequence[Cell]) -> bytes:
    """The notebook that a student fills in and checks with `course check`."""
    return _notebook(assignment, cells, None)


def nbgrader_notebook(
    assignment: Assignment, cells: Sequence[Cell], points: Mapping[str, float]
) -> bytes:
    """The source notebook of nbgrader; `points` holds each exercise's, and the quiz's as "quiz"."""
    return _notebook(assignment, cells, points)


def _notebook(
    assignment: Assignment, cells: Sequence[Cell], points: Mapping[str, float] | None
) -> bytes:
    made: list[Any] = []
    opening, *rest = cells
    for number, text in enumerate(_split_at_headings(opening.source)):
        made.append(_markdown(text, f"opening-{number}"))
        if not number:
            made.append(_code(IMPORTS, "imports"))
    for number, cell in enumerate(rest):
        if not cell.exercise:
            for part, text in enumerate(_split_at_headings(cell.source)):
                made.append(_markdown(text, f"text-{number}-{part}"))
        elif cell.is_skeleton:
            made += _solution_cells(assignment, cell, points)
        elif cell.kind == "markdown":
            made.append(_markdown(cell.source, f"{cell.exercise}-{number}"))
        else:
            made.append(_code(cell.source, f"{cell.exercise}-{number}"))
    made += _quiz_cells(assignment, points)
    made += _written_cells(assignment, points)
    made += [_markdown(text, "neighbours") for text in [neighbours(assignment)] if text]
    notebook = nbformat.v4.new_notebook(cells=made, metadata=_METADATA)
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook, version=4)}\n".encode()


def neighbours(assignment: Assignment) -> str:
    """The chapters before and after this one, as Markdown; empty where there are none."""
    named = [
        f"{label}: {chapter}"
        for label, chapter in (
            ("Previous chapter", assignment.previous),
            ("Next chapter", assignment.next),
        )
        if chapter
    ]
    return "  \n".join(named)


def _solution_cells(
    assignment: Assignment, cell: Cell, points: Mapping[str, float] | None
) -> list[Any]:
    name = cell.exercise
    hints = next(exercise.hints for exercise in assignment.exercises if exercise.name == name)
    made = []
    if hints:
        text = "\n\n".join(
            folded(f"Hint {number}", hint) for number, hint in enumerate(hints, start=1)
        )
        made.append(_markdown(text, f"{name}-hints"))
    if points is None:
        return [*made, _code(cell.source, name), _code(f'check("{name}")', f"test_{name}")]
    solution = {"grade": False, "grade_id": name, "locked": False, "solution": True}
    return [
        *made,
        _code(_with_solution_region(cell.source), name, solution),
        _test_cell(name, points[name]),
    ]


def _quiz_cells(assignment: Assignment, points: Mapping[str, float] | None) -> list[Any]:
    if not assignment.questions:
        return []
    made = [_markdown("## Quiz", "quiz-heading")]
    for number, question in enumerate(assignment.questions, start=1):
        text = f"{question_text(question, number)}\n\n{hint_text(question)}"
        made.append(_markdown(text, f"question-{question.id}"))
    # Not a solution cell for nbgrader: it would put a `raise` in place of the dict's entries.
    made.append(_code(answers_source(assignment.questions), "answers"))
    if points is None:
        return [*made, _code(f'check("{QUIZ}")', f"test_{QUIZ}")]
    return [*made, _test_cell(QUIZ, points[QUIZ])]


def _written_cells(assignment: Assignment, points: Mapping[str, float] | None) -> list[Any]:
    made = [_markdown(OWN_WORDS, "written-heading")] if assignment.written else []
    for written in assignment.written:
        name = written.grade_id
        made.append(
            _markdown(f"{written_text(written)}\n\n{hint_text(written)}", f"about-{written.id}")
        )
        made.append(_markdown(ANSWER_HERE, name))
        if points is not None:
            made[-1].metadata["nbgrader"] = {
                "schema_version": 3,
                "task": False,
                "grade": True,
                "grade_id": name,
                "locked": False,
                "points": written.points,
                "solution": True,
            }
    return made


def _with_solution_region(skeleton: str) -> str:
    """The skeleton with its body between nbgrader's marks.

    Without them nbgrader replaces the whole cell by its stub, signature and docstring included.
    """
    *head, body = skeleton.rstrip("\n").split("\n")
    return "\n".join([*head, "    ### BEGIN SOLUTION", body, "    ### END SOLUTION"])


def _test_cell(name: str, points: float) -> Any:
    grade = {
        "grade": True,
        "grade_id": f"test_{name}",
        "locked": True,
        "points": points,
        "solution": False,
    }
    return _code(f'check("{name}")', f"test_{name}", grade)


def _code(source: str, cell_id: str, nbgrader: Mapping[str, Any] | None = None) -> Any:
    metadata = {}
    if nbgrader is not None:
        metadata["nbgrader"] = {"schema_version": 3, "task": False, **nbgrader}
    return nbformat.v4.new_code_cell(source, id=cell_id[:64], metadata=metadata)


def _markdown(source: str, cell_id: str) -> Any:
    return nbformat.v4.new_markdown_cell(as_images(source), id=cell_id[:64])


def _split_at_headings(text: str) -> list[str]:
    """The text in pieces, each beginning at a heading; a `#` inside a code block is no heading."""
    lines = text.splitlines()
    tokens = MarkdownIt().parse(text)
    starts = [token.map[0] for token in tokens if token.type == "heading_open" and token.map]
    bounds = sorted({0, *starts, len(lines)})
    pieces = ["\n".join(lines[start:end]).strip() for start, end in pairwise(bounds)]
    return [piece for piece in pieces if piece]
