"""`course grade` beside what a course could do without it: cold pytest, and stock nbgrader.

    python benchmarks/others.py [--submissions N] [--sample N] [--runs N] [--graders twenty qkv]

The same files, tests and points on every side. Cold pytest is a fresh pytest for each file, which
it imports in process. Stock nbgrader is `nbgrader autograde` with the preprocessors it comes with:
the hidden tests are in the test cells and run in the kernel. Both are slow, so they get a sample of
the class, one submission at a time. So does `course grade` with one job; as an instructor types it,
it takes a job for each processor.
"""

import argparse
import csv
import functools
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from _classes import Subject, add_graders, course_grade, hand_in, students, subjects
from _measure import COLUMNS, Costs, Spent, heading, in_turns, ratios, show, spend, spread, table
from nbgrader.api import Gradebook

from course.catalog import grader_path, load_answers, load_solution
from course.model import Exercise
from course.release import release
from course.sample_class import SampleStudent, as_notebook
from course.skeleton import program

ASSETS = Path(__file__).with_name("assets")
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "course"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("not written yet")'}
"""
"""A configuration in which every step is nbgrader's own."""


def cold_pytest(subject: Subject, files: list[Path]) -> Spent:
    """A fresh pytest for each file."""
    root, name = subject.course.root, subject.assignment.name
    quiet = ["-q", "--tb=no", "-p", "no:cacheprovider", "-c", "/dev/null", f"--rootdir={root}"]
    command = [sys.executable, "-m", "pytest", *quiet, "--import-mode=importlib"]
    command += ["-p", "in_process", str(root / "grader" / name)]
    solutions = str(root / "solutions" / name)
    spent = [
        spend(
            command, codes=(0, 1), PYTHONPATH=str(ASSETS), SUBMISSION=str(file), SOLUTIONS=solutions
        )
        for file in files
    ]
    return Spent(sum(each.cpu for each in spent), sum(each.wall for each in spent))


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

    def scores(self) -> dict[str, float]:
        """What the gradebook has."""
        self._nbgrader("export")
        with (self._folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}

    def cells(self) -> dict[str, dict[str, float]]:
        """What the gradebook has of every cell: student -> grade id -> score."""
        with Gradebook(f"sqlite:///{self._folder / 'gradebook.db'}") as gradebook:
            return cell_scores(gradebook, self._name)

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


def cell_scores(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, float]]:
    """The automatic score of every cell: student -> grade id -> score."""
    return {
        submission.student.id: {
            grade.name: grade.auto_score
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
        for submission in gradebook.assignment_submissions(assignment)
    }


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
    body = (ASSETS / "test_cell.py").read_text(encoding="utf-8")
    return f"TEXTS = {texts!r}\nEXERCISE = {exercise.name!r}\n{body}"


def measure(subject: Subject, folder: Path, count: int, sample: int, runs: int) -> str:
    """The table of one grader, and how far the scores agree."""
    members = students(subject, count)
    everybody = hand_in(folder / "class", members)
    files = [everybody / f"{student.name}.py" for student in members[:sample]]
    stock = StockCourse(subject, folder / "release", members[:sample])
    ours = functools.partial(course_grade, subject)
    jobs = {"course grade, 1 job": ("--jobs", "1"), "course grade as typed": ()}
    ways = {}
    for name, options in jobs.items():
        ways[f"{name}, all"] = functools.partial(spend, ours(everybody, *options))
        ways[f"{name}, one"] = functools.partial(spend, ours(files[0], *options))
    ways |= {
        "pytest": functools.partial(cold_pytest, subject, files),
        "stock, all": stock.autograde,
        "stock, one": functools.partial(stock.autograde, f"--student={members[0].name}"),
    }
    first = ("course grade as typed, one", "stock, one")
    in_turns({way: ways[way] for way in first}, 1)  # fills the caches
    spent = in_turns(ways, runs)
    mine = {name: Costs(count, spent[f"{name}, all"], spent[f"{name}, one"]) for name in jobs}
    theirs = Costs(sample, spent["stock, all"], spent["stock, one"])
    pytest_cpu = [1000 * each.cpu / sample for each in spent["pytest"]]
    pytest_rate = [sample / each.wall for each in spent["pytest"]]
    rows = {name: each.cells() for name, each in mine.items()}
    rows["cold pytest"] = [spread(pytest_cpu), "", spread(pytest_rate, 2)]
    rows["stock nbgrader"] = [
        spread(theirs.cpu),
        spread(theirs.cpu_after_the_first),
        spread(theirs.rate, 2),
    ]
    for name, each in mine.items():
        rows[f"cold pytest : {name}"] = [
            spread(ratios(pytest_cpu, each.cpu)),
            spread(ratios(pytest_cpu, each.cpu_after_the_first)),
            spread(ratios(each.rate, pytest_rate)),
        ]
        rows[f"stock nbgrader : {name}"] = [
            spread(ratios(theirs.cpu, each.cpu)),
            spread(ratios(theirs.cpu_after_the_first, each.cpu_after_the_first)),
            spread(ratios(each.rate, theirs.rate)),
        ]
    results = spend(ours(everybody, "--jobs", "1", "--json", "-")).output.splitlines()
    graded = {result["submission"]: result["score"] for result in map(json.loads, results)}
    recorded = stock.scores()
    apart = statistics.mean(abs(score - graded[name]) for name, score in recorded.items())
    agreed = (
        f"{len(recorded)} scores of nbgrader are {apart:.2f} off those of course grade on average"
    )
    if apart >= 0.005:
        raise SystemExit(f"{subject.title}: {agreed}, so it is not the same work.")
    return f"{table(subject.title, COLUMNS, rows)}\n{agreed}"


def main(count: int, sample: int, runs: int, graders: Sequence[str]) -> None:
    """Measure every grader."""
    show(heading(f"{count} submissions, {sample} of them for the others, runs: {runs}"))
    with tempfile.TemporaryDirectory() as name:
        for subject in subjects(Path(name), graders):
            folder = Path(name) / f"work on {subject.assignment.name}"
            folder.mkdir()
            show(measure(subject, folder, count, sample, runs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="course grade beside cold pytest and nbgrader")
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    add_graders(parser)
    given = parser.parse_args()
    main(given.submissions, given.sample, given.runs, given.graders)
