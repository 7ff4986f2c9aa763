import json
from pathlib import Path
from typing import Any

import nbformat

from course.catalog import load_course
from course.release.nbgrader import max_points
from course.release.notebook import nbgrader_notebook, student_notebook
from course.release.render import render

WRITTEN = """
[[written]]
id = "why"
text = "Why is $x + x$ even?"
hint = "Divide it."
points = 2
"""


def released(folder: Path, *, nbgrader: bool) -> bytes:
    course = load_course(folder)
    assignment = course.assignments[0]
    cells = render(course, assignment)
    if nbgrader:
        return nbgrader_notebook(assignment, cells, max_points(course, assignment))
    return student_notebook(assignment, cells)


def cells(folder: Path, *, nbgrader: bool = False) -> dict[str, Any]:
    notebook: Any = nbformat.reads(released(folder, nbgrader=nbgrader).decode(), as_version=4)
    return {cell.id: cell for cell in notebook.cells}


def test_the_chapter_is_cut_at_its_headings_and_keeps_its_order(folder: Path) -> None:
    assert [
        (name, cell.cell_type, cell.source.splitlines()[0]) for name, cell in cells(folder).items()
    ] == [
        ("opening-0", "markdown", "# Warm-up"),
        ("imports", "code", "import numpy as np"),
        ("opening-1", "markdown", "## Doubling"),
        ("double-0", "markdown", "### Exercise: Double every number"),
        ("double-hints", "markdown", "<details><summary>Hint 1</summary>"),
        ("double", "code", "def double(x):"),
        ("test_double", "code", 'check("double")'),
        ("text-2-0", "markdown", "## Norms"),
        ("norm-3", "markdown", "### Exercise: The length of a vector"),
        ("norm-4", "code", "toy = np.array([3.0, 4.0])"),
        ("norm", "code", "def norm(x):"),
        ("test_norm", "code", 'check("norm")'),
        ("quiz-heading", "markdown", "## Quiz"),
        ("question-twice", "markdown", "### Question 1"),
        ("answers", "code", "answers = {"),
        ("test_quiz", "code", 'check("quiz")'),
        ("neighbours", "markdown", "Previous chapter: Counting  "),
    ]


def test_a_comment_in_a_code_block_is_no_heading(folder: Path) -> None:
    assert "# not a heading\nnp.array" in cells(folder)["opening-0"].source


def test_the_first_code_cell_imports_what_the_others_need(folder: Path) -> None:
    assert cells(folder)["imports"].source == "import numpy as np\n\nfrom course import check"


def test_rendering_twice_gives_the_same_bytes(folder: Path) -> None:
    assert released(folder, nbgrader=True) == released(folder, nbgrader=True)


def test_it_is_a_notebook_of_format_4_5(folder: Path) -> None:
    notebook = json.loads(released(folder, nbgrader=False))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


def test_a_students_notebook_has_no_nbgrader_metadata(folder: Path) -> None:
    assert all(cell.metadata == {} for cell in cells(folder).values())


def test_a_solution_cell_hands_its_body_to_nbgrader(folder: Path) -> None:
    cell = cells(folder, nbgrader=True)["norm"]
    assert cell.metadata["nbgrader"] == {
        "schema_version": 3,
        "task": False,
        "grade": False,
        "grade_id": "norm",
        "locked": False,
        "solution": True,
    }
    assert cell.source.splitlines()[-4:] == [
        '    """',
        "    ### BEGIN SOLUTION",
        '    raise NotImplementedError("norm is not written yet")',
        "    ### END SOLUTION",
    ]


def test_a_test_cell_is_locked_and_worth_the_points_of_its_hidden_tests(folder: Path) -> None:
    found = cells(folder, nbgrader=True)
    assert found["test_double"].source == 'check("double")'
    assert found["test_double"].metadata["nbgrader"] == {
        "schema_version": 3,
        "task": False,
        "grade": True,
        "grade_id": "test_double",
        "locked": True,
        "points": 4.5,
        "solution": False,
    }
    assert found["test_norm"].metadata["nbgrader"]["points"] == 1.5
    assert found["test_quiz"].metadata["nbgrader"]["points"] == 1.0


def test_the_answers_are_no_solution_cell_that_nbgrader_would_clear(folder: Path) -> None:
    assert cells(folder, nbgrader=True)["answers"].metadata == {}


def test_a_question_has_its_options_and_a_folded_hint_with_a_link(folder: Path) -> None:
    assert cells(folder)["question-twice"].source == (
        "### Question 1\n\nWhat is twice $x$?\n\n"
        "- **a**: $x^2$\n- **b**: $x + x$\n- **c**: $x / 2$\n\n"
        "<details><summary>Hint</summary>\n\n"
        "The first sentence says it. [Read it again](#double).\n\n"
        "</details>"
    )


def test_a_written_question_has_a_cell_for_the_answer_that_is_graded_by_hand(folder: Path) -> None:
    quiz = folder / "exercises" / "warm_up" / "quiz.toml"
    quiz.write_text(quiz.read_text() + WRITTEN)
    found = cells(folder, nbgrader=True)
    assert list(found)[-4:] == ["written-heading", "about-why", "written_why", "neighbours"]
    assert found["about-why"].source == (
        "Why is $x + x$ even?\n\n*2 points, given by your instructor, not by a test.*\n\n"
        "<details><summary>Hint</summary>\n\nDivide it.\n\n</details>"
    )
    answer = found["written_why"]
    assert (answer.cell_type, answer.source) == ("markdown", "Write your answer here.")
    assert answer.metadata["nbgrader"] == {
        "schema_version": 3,
        "task": False,
        "grade": True,
        "grade_id": "written_why",
        "locked": False,
        "points": 2.0,
        "solution": True,
    }
    assert cells(folder)["written_why"].metadata == {}


def test_a_chapter_without_quiz_or_neighbours_ends_with_its_exercises(folder: Path) -> None:
    (folder / "exercises" / "warm_up" / "quiz.toml").unlink()
    chapter = folder / "exercises" / "warm_up" / "chapter.md.j2"
    text = chapter.read_text().replace('previous = "Counting"\n', "")
    chapter.write_text(text.replace('next = "[Norms](norms.html)"\n', ""))
    assert list(cells(folder, nbgrader=True))[-1] == "test_norm"
