"""The step of nbgrader that scores test cells: what it grades, and what it does when it cannot."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from course.errors import AuthorError, CouldNotGrade, MissingInput, UnknownName
from course.gradebook import GradeWithHiddenTests, preprocessor
from course.model import GradedExercise, GradedTest, Outcome, Report, Status

# nbgrader's own queries make SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

TINY = Path(__file__).resolve().parents[2] / "assets" / "tiny"
HALF = Report(
    "ada",
    "numbers",
    Status.GRADED,
    tuple(
        GradedExercise(
            name,
            name,
            (
                GradedTest("test_one", "One.", Outcome.PASSED, 2.0),
                GradedTest("test_two", "Two.", Outcome.FAILED, 2.0),
            ),
        )
        for name in ("double", "total")
    ),
)


@pytest.fixture(scope="module")
def assigned(tmp_path_factory):
    """A gradebook with one notebook, as `nbgrader generate_assignment` leaves it."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        beside_python = str(Path(sys.executable).parent)
        patch.setenv("PATH", os.pathsep.join([beside_python, os.environ["PATH"]]))
        with Gradebook(f"sqlite:///{path}") as gradebook:
            for assignment in ("numbers", "plain", "elsewhere"):
                gradebook.add_assignment(assignment)
                gradebook.add_notebook(assignment, assignment)
            cells = [("numbers", "test_double"), ("numbers", "test_total")]
            cells += [("plain", "sum_is_right"), ("plain", "test_essay")]
            cells += [("elsewhere", "test_sum")]
            for assignment, name in cells:
                gradebook.add_grade_cell(
                    name, assignment, assignment, max_score=4.0, cell_type="code"
                )
            gradebook.add_solution_cell("test_essay", "plain", "plain")
            gradebook.add_student("ada")
            for assignment in ("numbers", "plain", "elsewhere"):
                gradebook.add_submission(assignment, "ada")
    return path


@pytest.fixture
def database(assigned, tmp_path):
    return shutil.copy(assigned, tmp_path / "gradebook.db")


def resources(database, assignment="numbers"):
    return {
        "nbgrader": {
            "student": "ada",
            "assignment": assignment,
            "notebook": assignment,
            "db_url": f"sqlite:///{database}",
        }
    }


def handed_in(*names):
    settings = {"schema_version": 3, "points": 4.0, "grade": True, "solution": False}
    settings |= {"locked": True, "task": False, "cell_type": "code"}
    tests = [
        new_code_cell(
            f'check("{name}")', metadata={"nbgrader": {**settings, "grade_id": f"test_{name}"}}
        )
        for name in names
    ]
    return new_notebook(cells=[new_code_cell("def double(x):\n    return 2 * x"), *tests])


def by_hand(database):
    with Gradebook(f"sqlite:///{database}") as gradebook:
        submission = gradebook.find_submission_notebook("numbers", "numbers", "ada")
        return [grade.needs_manual_grade for grade in submission.grades]


def graded_as(report):
    """A stand-in for the engine, and what it was asked."""
    asked = []

    def grade(course, assignment, submissions, *, sandbox):
        asked.append((course, assignment, *submissions, sandbox))
        yield report

    return grade, asked


def test_each_test_cell_gets_the_score_of_its_exercise(database, monkeypatch):
    monkeypatch.setattr(preprocessor, "grade", graded_as(HALF)[0])
    step = GradeWithHiddenTests(course=str(TINY))
    nb, _ = step.preprocess(handed_in("double", "total"), resources(database))
    assert [determine_grade(cell) for cell in nb.cells[1:]] == [(2.0, 4.0), (2.0, 4.0)]


def test_what_is_graded_is_this_student_s_notebook_under_the_student_s_name(database, monkeypatch):
    grade, asked = graded_as(HALF)
    monkeypatch.setattr(preprocessor, "grade", grade)
    GradeWithHiddenTests(course=str(TINY)).preprocess(
        handed_in("double", "total"), resources(database)
    )
    ((course, assignment, submission, sandbox),) = asked
    assert sandbox == "auto"
    assert (course.root, assignment.name, submission.name) == (TINY, "numbers", "ada")
    assert (submission.source.kind, submission.source.path) == ("ipynb", "ada/numbers.ipynb")
    cells = json.loads(submission.source.data)["cells"]
    assert cells[0]["source"] == "def double(x):\n    return 2 * x"


def test_the_sandbox_of_the_configuration_is_used(database, monkeypatch):
    grade, asked = graded_as(HALF)
    monkeypatch.setattr(preprocessor, "grade", grade)
    step = GradeWithHiddenTests(course=str(TINY), sandbox="require")
    step.preprocess(handed_in("double", "total"), resources(database))
    assert asked[0][-1] == "require"


def test_a_deleted_test_cell_is_scored_and_said_so(database, monkeypatch, caplog):
    monkeypatch.setattr(preprocessor, "grade", graded_as(HALF)[0])
    step = GradeWithHiddenTests(course=str(TINY))
    step.log.propagate = True
    nb, _ = step.preprocess(handed_in("double"), resources(database))
    assert determine_grade(nb.cells[2]) == (2.0, 4.0)
    assert "Cell 'test_total' was missing" in caplog.text


def test_a_notebook_without_test_cells_of_ours_is_left_alone(database):
    nb = new_notebook(cells=[new_code_cell("1 + 1")])
    step = GradeWithHiddenTests(course="/no/such/folder")
    left, _ = step.preprocess(nb, resources(database, "plain"))
    assert left == new_notebook(cells=nb.cells)


def test_our_own_fault_is_no_score_and_asks_for_a_hand(database, monkeypatch):
    report = Report("ada", "numbers", Status.ERROR, reason="the grader broke")
    monkeypatch.setattr(preprocessor, "grade", graded_as(report)[0])
    step = GradeWithHiddenTests(course=str(TINY))
    with pytest.raises(CouldNotGrade, match="'ada' got no score, by no fault of theirs: the grad"):
        step.preprocess(handed_in("double", "total"), resources(database))
    assert by_hand(database) == [True, True]


@pytest.mark.parametrize(
    ("assignment", "error"), [("numbers", MissingInput), ("elsewhere", UnknownName)]
)
def test_an_assignment_that_the_course_does_not_have_is_refused(
    database, tmp_path, assignment, error
):
    where = tmp_path if assignment == "numbers" else TINY
    step = GradeWithHiddenTests(course=str(where))
    with pytest.raises(error):
        step.preprocess(handed_in("double", "total"), resources(database, assignment))


def test_a_course_that_is_wrong_is_refused_and_asks_for_a_hand(database, tmp_path):
    broken = shutil.copytree(TINY, tmp_path / "broken")
    (broken / "exercises" / "numbers" / "quiz.toml").write_text("[[question]\n")
    step = GradeWithHiddenTests(course=str(broken))
    with pytest.raises(AuthorError):
        step.preprocess(handed_in("double", "total"), resources(database))
    assert by_hand(database) == [True, True]


def test_the_course_is_looked_for_from_the_nbgrader_folder_upwards(database, monkeypatch, tmp_path):
    grade, asked = graded_as(HALF)
    monkeypatch.setattr(preprocessor, "grade", grade)
    course = shutil.copytree(TINY, tmp_path / "course")
    (course / "nbgrader").mkdir()
    monkeypatch.chdir(course / "nbgrader")
    monkeypatch.delenv("COURSE_ROOT", raising=False)
    GradeWithHiddenTests().preprocess(handed_in("double", "total"), resources(database))
    assert asked[0][0].root == course


def test_the_environment_can_say_where_the_course_is(database, monkeypatch, tmp_path):
    grade, asked = graded_as(HALF)
    monkeypatch.setattr(preprocessor, "grade", grade)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_ROOT", str(TINY))
    GradeWithHiddenTests().preprocess(handed_in("double", "total"), resources(database))
    assert asked[0][0].root == TINY
