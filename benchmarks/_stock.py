"""nbgrader as it comes: the same notebooks, with the hidden tests in the test cells."""

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

from _classes import Subject
from _measure import Spent, spend
from nbgrader.api import Gradebook

from course.catalog import grader_path, load_answers, load_solution
from course.demo.sample_class import SampleStudent, as_notebook
from course.model import Exercise
from course.release import release
from course.skeleton import program

STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "course"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("not written yet")'}
"""
"""A configuration in which every step is nbgrader's own."""
_TEST_CELL = Path(__file__).with_name("assets") / "test_cell.py"


class StockCourse:
    """An nbgrader course folder without anything of ours at work in it."""

    def __init__(self, subject: Subject, folder: Path, members: list[SampleStudent]) -> None:
        """Write it, and hand in everybody's notebook."""
        release(subject.course, (subject.assignment,), folder)
        self._folder, self._name = folder / "nbgrader", subject.assignment.name
        (self._folder / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
        self._put_tests_into_cells(subject)
        self._nbgrader("generate_assignment", self._name)
        released = self._notebook("release").read_bytes()
        for student in members:
            target = self._folder / "submitted" / student.name / self._name / f"{self._name}.ipynb"
            target.parent.mkdir(parents=True)
            target.write_bytes(as_notebook(student, released))

    def autograde(self, *options: str) -> Spent:
        """Grade everybody in one nbgrader."""
        return self._nbgrader("autograde", self._name, "--force", *options)

    def feedback(self, *options: str) -> Spent:
        """Make everybody's feedback page."""
        return self._nbgrader("generate_feedback", self._name, "--force", *options)

    def scores(self) -> dict[str, float]:
        """What the gradebook has."""
        self._nbgrader("export")
        with (self._folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}

    def cells(self) -> dict[str, dict[str, float]]:
        """What the gradebook has of every cell: student -> grade id -> score."""
        return cell_scores(self._folder / "gradebook.db", self._name)

    def _put_tests_into_cells(self, subject: Subject) -> None:
        path = self._notebook("source")
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells: dict[str, dict[str, Any]] = {cell["id"]: cell for cell in notebook["cells"]}
        for exercise in subject.assignment.exercises:
            cells[f"test_{exercise.name}"]["source"] = test_cell(subject, exercise)
        answers = dict(load_answers(subject.course, subject.assignment))
        points = {question.id: question.points for question in subject.assignment.questions}
        cells["test_quiz"]["source"] = (
            f"sum(points for id, points in {points!r}.items() if answers[id] == {answers!r}[id])"
        )
        path.write_text(json.dumps(notebook), encoding="utf-8")

    def _notebook(self, place: str) -> Path:
        return self._folder / place / self._name / f"{self._name}.ipynb"

    def _nbgrader(self, *arguments: str) -> Spent:
        # A new gradebook calls `alembic` by name, which is beside our Python.
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        command = [sys.executable, "-m", "nbgrader", *arguments]
        return spend(command, self._folder, PATH=path)


def test_cell(subject: Subject, exercise: Exercise) -> str:
    """The hidden tests of an exercise as a cell that needs no pytest."""
    grader = grader_path(subject.course, subject.assignment, exercise)
    comparisons = (grader.parents[1] / "conftest.py").read_text(encoding="utf-8")
    solution = load_solution(subject.course, subject.assignment, exercise)
    texts = [
        program(solution.reference, exercise.name),
        comparisons.partition("@pytest.fixture")[0],
        grader.read_text(encoding="utf-8").replace("@pytest.mark.", "@"),
    ]
    texts = [re.sub(r"^import pytest\n", "", text, flags=re.MULTILINE) for text in texts]
    texts = [text.replace("pytest.raises", "unittest.TestCase().assertRaises") for text in texts]
    body = _TEST_CELL.read_text(encoding="utf-8")
    return f"TEXTS = {texts!r}\nEXERCISE = {exercise.name!r}\n{body}"


def cell_scores(database: Path, assignment: str) -> dict[str, dict[str, float]]:
    """The automatic score of every cell: student -> grade id -> score."""
    with Gradebook(f"sqlite:///{database}") as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(assignment)
        }
