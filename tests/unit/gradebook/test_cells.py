"""The test cells of a notebook, judged by nbgrader's own rule for a score."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import determine_grade

from course.errors import CouldNotGrade
from course.gradebook.cells import student_code, write_scores
from course.model import GradedExercise, GradedQuestion, GradedTest, Outcome, Report, Status

TESTS = {"test_softmax": 3.0}


def graded_cell(name="softmax", points=3.0, outputs=()):
    settings = {
        "schema_version": 3,
        "grade_id": f"test_{name}",
        "cell_type": "code",
        "points": points,
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
    }
    return new_code_cell(f'check("{name}")', metadata={"nbgrader": settings}, outputs=list(outputs))


def graded(*outcomes, quiz=(), name="softmax"):
    tests = tuple(
        GradedTest(f"test_{position}", f"Claim {position}.", outcome, 1.0)
        for position, outcome in enumerate(outcomes)
    )
    exercise = GradedExercise(name, "Softmax", tests)
    return Report("ada", "qkv", Status.GRADED, (exercise,), quiz)


def score(nb, index=0):
    return determine_grade(nb.cells[index])


ALL = (Outcome.PASSED,) * 3
SOME = (Outcome.PASSED, Outcome.FAILED, Outcome.TIMEOUT)
NONE = (Outcome.FAILED, Outcome.CRASHED, Outcome.SKIPPED)


@pytest.mark.parametrize(("outcomes", "points"), [(ALL, 3.0), (SOME, 1.0), (NONE, 0.0)])
def test_nbgrader_reads_the_points_of_the_tests_that_passed(outcomes, points):
    nb = new_notebook(cells=[graded_cell()])
    write_scores(nb, TESTS, graded(*outcomes))
    assert score(nb) == (points, 3.0)


@pytest.mark.parametrize(
    "left_behind",
    [
        new_output("stream", name="stderr", text="a warning"),
        new_output("error", ename="KeyboardInterrupt", evalue="", traceback=[]),
        new_output("execute_result", data={"text/plain": "3.0"}),
        new_output("display_data", data={"text/html": "<script>alert(1)</script>"}),
    ],
)
def test_nothing_that_the_kernel_left_in_a_test_cell_counts(left_behind):
    nb = new_notebook(cells=[graded_cell(outputs=[left_behind])])
    write_scores(nb, TESTS, graded(*SOME))
    assert score(nb) == (1.0, 3.0)
    assert [output.output_type for output in nb.cells[0].outputs] == [
        "display_data",
        "execute_result",
    ]


def test_other_cells_keep_their_outputs():
    printed = new_output("stream", name="stdout", text="hello")
    nb = new_notebook(cells=[new_code_cell("print('hello')", outputs=[printed]), graded_cell()])
    write_scores(nb, TESTS, graded(*ALL))
    assert nb.cells[0].outputs == [printed]


def test_the_verdict_stands_in_the_cell():
    nb = new_notebook(cells=[graded_cell()])
    write_scores(nb, TESTS, graded(*SOME))
    shown = nb.cells[0].outputs[0].data
    assert shown["text/plain"].startswith("softmax: 1 of 3 points")
    assert "<strong>softmax: 1 of 3 points</strong>" in shown["text/html"]


def test_the_notebook_stays_a_valid_one():
    nb = new_notebook(cells=[graded_cell(), graded_cell("quiz", 4.0)])
    quiz = (GradedQuestion("head_dim", "What?", "b", correct=True, points=4.0),)
    write_scores(nb, {**TESTS, "test_quiz": 4.0}, graded(*SOME, quiz=quiz))
    nbformat.validate(nb)
    MetadataValidator().validate_nb(nb)


def test_a_submission_that_cannot_be_graded_gets_zero_and_the_reason():
    nb = new_notebook(cells=[graded_cell()])
    report = Report("ada", "qkv", Status.NOT_GRADABLE, reason="It defines nothing.")
    write_scores(nb, TESTS, report)
    assert score(nb) == (0.0, 3.0)
    assert nb.cells[0].outputs[0].data["text/plain"] == (
        "softmax: 0 of 3 points\nIt defines nothing."
    )


def test_the_source_decides_what_a_cell_is_worth():
    nb = new_notebook(cells=[graded_cell(points=12.0)])
    write_scores(nb, {"test_softmax": 12.0}, graded(*SOME))
    assert score(nb) == (4.0, 12.0)


def test_a_cell_worth_points_whose_tests_are_worth_none_is_refused():
    nb = new_notebook(cells=[graded_cell()])
    with pytest.raises(CouldNotGrade, match="'softmax' is worth 3 points in the notebook"):
        write_scores(nb, TESTS, graded())


def test_a_cell_of_an_exercise_that_is_gone_is_refused():
    nb = new_notebook(cells=[graded_cell("sofmax")])
    with pytest.raises(CouldNotGrade, match="Cell 'test_sofmax' names nothing that is graded"):
        write_scores(nb, {"test_sofmax": 3.0}, graded(*ALL))


def test_a_test_cell_that_the_instructor_does_not_have_gets_nothing():
    forged = graded_cell("other", outputs=[new_output("execute_result", data={"text/plain": "3"})])
    nb = new_notebook(cells=[forged, graded_cell()])
    write_scores(nb, TESTS, graded(*ALL))
    assert len(nb.cells[0].outputs) == 1


def test_a_test_cell_that_is_missing_is_no_score():
    nb = new_notebook(cells=[new_markdown_cell("# Mine")])
    with pytest.raises(CouldNotGrade, match="Cell 'test_softmax' is not in the notebook"):
        write_scores(nb, TESTS, graded(*SOME))


def test_what_is_graded_is_the_notebook_without_its_outputs():
    printed = new_output("stream", name="stdout", text="x" * 10_000)
    nb = new_notebook(
        cells=[new_markdown_cell("# Mine"), new_code_cell("answer = 42", outputs=[printed])]
    )
    data = student_code(nb)
    assert len(data) < 1000
    assert [cell["source"] for cell in json.loads(data)["cells"]] == ["# Mine", "answer = 42"]
    assert nb.cells[1].outputs == [printed]
