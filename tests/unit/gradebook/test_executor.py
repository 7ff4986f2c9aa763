"""The step of nbgrader that runs a notebook: what it asks for, and what it does when it cannot."""

import json
import os
import shutil
import sys
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade
from traitlets.config import Config

from course.errors import AuthorError, CouldNotGrade, Crashed, MissingInput, UnknownName
from course.gradebook import RunInJail, executor
from course.gradebook.noted import KEY, Noted, noted
from course.model import Assignment, GradedExercise, GradedTest, Outcome, Report, Status
from course.worker.cell_outputs import Output

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


class Shell:
    """Stands for a worker: shows each cell's source, until one that ends it all."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def run_cell(self, source, seconds):
        if "os._exit" in source:
            raise Crashed("The worker ended by itself: exit code 0.")
        return (Output("stream", "stdout", f"{source} in {seconds:g} s"),)


class Processes:
    """Stand for what is kept: the report that is given, and what was asked for."""

    assignment = Assignment("numbers", "Numbers", "", "", ())

    def __init__(self, report):
        self.report, self.asked, self.beside, self.draws = report, [], [], []

    @contextmanager
    def kept(self, *key):
        self.key = key
        yield self

    def start_grading(self, submission):
        self.asked.append(submission)
        future = Future()
        future.set_result(self.report)
        return future

    def begin_shell(self, *, draws):
        self.draws.append(draws)

    def shell(self, beside):
        self.beside.append(beside)
        return Shell()


@pytest.fixture
def processes(monkeypatch):
    found = Processes(HALF)
    monkeypatch.setattr(executor, "kept", found.kept)
    return found


def recorded(database):
    """Grade id -> the automatic score, and whether it needs a hand; and the late penalty."""
    with Gradebook(f"sqlite:///{database}") as gradebook:
        submission = gradebook.find_submission_notebook("numbers", "numbers", "ada")
        grades = {
            each.name: (each.auto_score, each.needs_manual_grade) for each in submission.grades
        }
        return grades, submission.late_submission_penalty


def run(step, nb, database, assignment="numbers", folder="."):
    about = resources(database, assignment) | {"metadata": {"path": str(folder)}}
    return step.preprocess(nb, about)[0]


def test_each_test_cell_gets_the_score_of_its_exercise(database, processes):
    nb = run(RunInJail(course=str(TINY)), handed_in("double", "total"), database)
    assert [determine_grade(cell) for cell in nb.cells[1:]] == [(2.0, 4.0), (2.0, 4.0)]


def test_the_scores_are_in_the_gradebook(database, processes):
    run(RunInJail(course=str(TINY)), handed_in("double", "total"), database)
    assert recorded(database) == (
        {"test_double": (2.0, False), "test_total": (2.0, False)},
        None,
    )


def test_a_score_given_by_hand_stays_and_is_to_be_looked_at_again(database, processes):
    with Gradebook(f"sqlite:///{database}") as gradebook:
        grade = gradebook.find_grade("test_double", "numbers", "numbers", "ada")
        grade.manual_score, grade.needs_manual_grade = 3.5, False
        gradebook.db.commit()
    run(RunInJail(course=str(TINY)), handed_in("double", "total"), database)
    assert recorded(database)[0]["test_double"] == (2.0, True)
    with Gradebook(f"sqlite:///{database}") as gradebook:
        grade = gradebook.find_grade("test_double", "numbers", "numbers", "ada")
        assert grade.manual_score == 3.5


def test_what_cannot_be_graded_is_0_and_asks_for_a_look(database, processes):
    processes.report = Report("ada", "numbers", Status.NOT_GRADABLE, reason="it defines nothing")
    run(RunInJail(course=str(TINY)), handed_in("double", "total"), database)
    assert set(recorded(database)[0].values()) == {(0.0, True)}


@pytest.mark.parametrize(("method", "penalty"), [("none", None), ("zero", 4.0)])
def test_a_late_notebook_is_penalised_as_nbgrader_is_told_to(database, processes, method, penalty):
    with Gradebook(f"sqlite:///{database}") as gradebook:
        gradebook.update_or_create_assignment("numbers", duedate=datetime(2026, 11, 19))
        gradebook.update_or_create_submission("numbers", "ada", timestamp=datetime(2026, 11, 20))
    config = Config({"LateSubmissionPlugin": {"penalty_method": method}})
    step = RunInJail(course=str(TINY), config=config)
    run(step, handed_in("double", "total"), database)
    assert recorded(database)[1] == penalty


def test_the_report_is_noted_for_the_feedback_page_whatever_note_the_student_wrote(
    database, processes
):
    nb = handed_in("double", "total")
    nb.metadata[KEY] = "all right"
    run(RunInJail(course=str(TINY)), nb, database)
    assert noted(nb) == Noted("Numbers", {}, HALF)


def test_the_student_s_cells_show_what_the_shell_shows_and_test_cells_are_not_run(
    database, processes
):
    nb = handed_in("double", "total")
    nb.cells.insert(1, new_code_cell("print(1)"))
    nb.cells.insert(2, new_code_cell("  "))
    run(RunInJail(course=str(TINY), cell_seconds=3.0), nb, database)
    assert [cell.execution_count for cell in nb.cells] == [1, 2, None, None, None]
    assert nb.cells[1].outputs[0].text == "print(1) in 3 s"
    assert [output.output_type for output in nb.cells[3].outputs] == [
        "display_data",
        "execute_result",
    ]


def test_a_cell_that_ends_the_shell_and_those_below_say_so_and_cost_no_score(database, processes):
    nb = handed_in("double", "total")
    nb.cells[:1] = [new_code_cell("import os; os._exit(0)"), new_code_cell("print(1)")]
    run(RunInJail(course=str(TINY)), nb, database)
    assert [cell.outputs[0].output_type for cell in nb.cells[:2]] == ["error", "error"]
    assert nb.cells[0].outputs[0].evalue == "The worker ended by itself: exit code 0."
    assert nb.cells[1].outputs[0].evalue.startswith("Not run, for an earlier cell ended it all")
    assert determine_grade(nb.cells[2]) == (2.0, 4.0)


@pytest.mark.parametrize("source", ["import matplotlib.pyplot", "df.plot()", "%pylab"])
def test_the_shell_can_draw_where_the_code_may(database, processes, source):
    for cell in (new_code_cell("x = 1"), new_markdown_cell(source), new_code_cell(source)):
        nb = handed_in("double", "total")
        nb.cells.append(cell)
        run(RunInJail(course=str(TINY)), nb, database)
    assert processes.draws == [False, False, True]


def test_the_shell_can_draw_where_a_file_beside_may(database, processes, tmp_path):
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "numbers.ipynb").write_text("{}")
    (folder / "pictures.py").write_text("import matplotlib.pyplot as plt")
    run(RunInJail(course=str(TINY)), handed_in("double", "total"), database, folder=folder)
    assert processes.draws == [True]


def test_what_is_graded_is_this_student_s_notebook_under_the_student_s_name(database, processes):
    step = RunInJail(course=str(TINY), sandbox="require", notebook_seconds=20.0)
    run(step, handed_in("double", "total"), database)
    (submission,) = processes.asked
    assert processes.key == (TINY, "numbers", "require", 20.0)
    assert submission.name == "ada"
    assert (submission.source.kind, submission.source.path) == ("ipynb", "numbers.ipynb")
    cells = json.loads(submission.source.data)["cells"]
    assert cells[0]["source"] == "def double(x):\n    return 2 * x"


def test_the_files_beside_the_notebook_go_to_the_grader_and_to_the_shell(
    database, processes, tmp_path
):
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "numbers.ipynb").write_text("{}")
    (folder / "data.csv").write_text("1,2")
    run(RunInJail(course=str(TINY)), handed_in("double", "total"), database, folder=folder)
    assert [file.name for file in processes.asked[0].beside] == ["data.csv"]
    assert processes.beside == [processes.asked[0].beside]


def test_a_notebook_that_could_not_be_read_is_graded_with_its_reason_and_not_run(
    database, processes
):
    nb = handed_in("double", "total")
    nb.metadata["unreadable"] = "numbers.ipynb is empty."
    run(RunInJail(course=str(TINY)), nb, database)
    assert (processes.asked[0].source, processes.asked[0].reason) == (
        None,
        "numbers.ipynb is empty.",
    )
    assert processes.beside == []


def test_a_test_cell_of_somebody_else_s_is_never_full_marks(database, processes):
    step = RunInJail(course=str(TINY))
    with pytest.raises(CouldNotGrade, match="Cell 'sum_is_right' of 'plain' is no test cell of a"):
        run(step, new_notebook(cells=[new_code_cell("1 + 1")]), database, "plain")


def test_our_own_fault_is_no_score_and_asks_for_a_hand(database, processes):
    processes.report = Report("ada", "numbers", Status.ERROR, reason="the grader broke")
    step = RunInJail(course=str(TINY))
    with pytest.raises(CouldNotGrade, match="'ada' got no score, by no fault of theirs: the grad"):
        run(step, handed_in("double", "total"), database)
    assert by_hand(database) == [True, True]


def test_a_reason_and_a_flag_are_told_to_the_instructor(database, processes, caplog):
    processes.report = Report(
        "ada", "numbers", Status.NOT_GRADABLE, flags=("a flag",), reason="it defines nothing"
    )
    step = RunInJail(course=str(TINY))
    step.log.propagate = True
    nb = run(step, handed_in("double", "total"), database)
    assert [determine_grade(cell) for cell in nb.cells[1:]] == [(0.0, 4.0), (0.0, 4.0)]
    assert "ada: a flag" in caplog.text
    assert "ada: not gradable, a score of 0: it defines nothing" in caplog.text


@pytest.mark.parametrize(
    ("assignment", "error"), [("numbers", MissingInput), ("elsewhere", UnknownName)]
)
def test_an_assignment_that_the_course_does_not_have_is_refused(
    database, tmp_path, assignment, error
):
    where = tmp_path if assignment == "numbers" else TINY
    with pytest.raises(error):
        run(RunInJail(course=str(where)), handed_in("double"), database, assignment)


def test_a_course_that_is_wrong_is_refused_and_asks_for_a_hand(database, tmp_path):
    broken = shutil.copytree(TINY, tmp_path / "broken")
    (broken / "exercises" / "numbers" / "quiz.toml").write_text("[[question]\n")
    with pytest.raises(AuthorError):
        run(RunInJail(course=str(broken)), handed_in("double", "total"), database)
    assert by_hand(database) == [True, True]


def test_the_course_is_looked_for_from_the_nbgrader_folder_upwards(
    database, processes, monkeypatch, tmp_path
):
    course = shutil.copytree(TINY, tmp_path / "course")
    (course / "nbgrader").mkdir()
    monkeypatch.chdir(course / "nbgrader")
    monkeypatch.delenv("COURSE_ROOT", raising=False)
    run(RunInJail(), handed_in("double", "total"), database)
    assert processes.key[0] == course


def test_the_environment_can_say_where_the_course_is(database, processes, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_ROOT", str(TINY))
    run(RunInJail(), handed_in("double", "total"), database)
    assert processes.key[0] == TINY
