"""The main job on a sample class: generate, hand in, grade, and the same through nbgrader."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from course.demo.sample_class import SampleStudent, as_module, as_notebook, load_class
from course.errors import CouldNotGrade
from course.grading.engine import grade
from course.model import Assignment, Course, Report, Status
from course.release import release, skeleton_files, write
from course.reports.csv_table import CsvTable
from course.reports.json_lines import JsonLines
from course.reports.pages import Pages
from course.submission import find_submissions

_CELL_SECONDS = 5
"""nbgrader waits this long for a cell: a sample student loops, and 30 seconds are its default."""


@dataclass(slots=True)
class Demo:
    """A demo in its folder: its steps in order, and what they found."""

    course: Course
    assignment: Assignment
    out: Path
    students: tuple[SampleStudent, ...] = ()
    reports: list[Report] = field(default_factory=list)
    recorded: dict[str, float] = field(default_factory=dict)
    """Student -> the score in nbgrader's gradebook; empty without nbgrader."""

    @property
    def has_nbgrader(self) -> bool:
        """Whether nbgrader is installed here."""
        return find_spec("nbgrader") is not None

    @property
    def nbgrader(self) -> Path:
        """The nbgrader course folder."""
        return self.out / "nbgrader"

    def steps(self) -> Mapping[str, Callable[[], str]]:
        """What is to be done, in order: its title -> the step, which returns what it did."""
        steps = {"generate": self._generate, "hand in": self._hand_in, "grade": self._grade}
        if self.has_nbgrader:
            steps |= {
                "nbgrader generate_assignment": self._assign,
                "nbgrader autograde": self._autograde,
                "nbgrader generate_feedback": self._feedback,
                "nbgrader export": self._export,
            }
        return steps

    def surprises(self) -> list[str]:
        """Every score that is not what the sample class expects, in words."""
        graded = {
            report.submission: None if report.status is Status.ERROR else report.score
            for report in self.reports
        }
        places = {"course grade": graded}
        if self.has_nbgrader:
            places["the gradebook"] = dict(self.recorded)
        return [
            f"{student.name}: {place} has {scores.get(student.name)}, not {student.score:g}"
            for student in self.students
            for place, scores in places.items()
            if scores.get(student.name) != student.score
        ]

    def _generate(self) -> str:
        result = release(self.course, (self.assignment,), self.out)
        return f"{len(result.written)} written, {len(result.unchanged)} unchanged"

    def _hand_in(self) -> str:
        name = self.assignment.name
        self.students = load_class(self.course, self.assignment)
        blank = skeleton_files(self.course, self.assignment)["ipynb"]
        files = {
            f"submissions/{student.name}/{name}.{student.form}": as_module(student)
            if student.form == "py"
            else as_notebook(student, blank)
            for student in self.students
        }
        write(self.out, files, owned=("submissions/",))
        notebooks = sum(student.form == "ipynb" for student in self.students)
        return f"{len(files)} files, {notebooks} notebooks"

    def _grade(self) -> str:
        submissions = find_submissions(
            [self.out / "submissions"],
            self.assignment.name,
            skeleton_files(self.course, self.assignment),
        )
        pages = Pages(self.out, self.assignment, [submission.name for submission in submissions])
        exercises = [exercise.name for exercise in self.assignment.exercises]
        self.reports.clear()
        with (
            (self.out / "results.jsonl").open("w", encoding="utf-8") as json_file,
            (self.out / "results.csv").open("w", encoding="utf-8", newline="") as csv_file,
        ):
            writers = (pages, JsonLines(json_file), CsvTable(csv_file, exercises))
            for report in grade(
                self.course, self.assignment, submissions, jobs=os.cpu_count() or 1
            ):
                self.reports.append(report)
                for writer in writers:
                    writer.add(report)
        pages.close()
        return f"{len(self.reports)} results and pages"

    def _assign(self) -> str:
        name = self.assignment.name
        self._run_nbgrader("generate_assignment", name, "--force")
        released = (self.nbgrader / "release" / name / f"{name}.ipynb").read_bytes()
        handed_in = {
            f"nbgrader/submitted/{student.name}/{name}/{name}.ipynb": as_notebook(student, released)
            for student in self.students
        }
        write(self.out, handed_in, owned=("nbgrader/submitted/",))
        return f"{len(handed_in)} notebooks handed in"

    def _autograde(self) -> str:
        self._run_nbgrader(
            "autograde", self.assignment.name, "--force", f"--Execute.timeout={_CELL_SECONDS}"
        )
        return "by the hidden graders"

    def _feedback(self) -> str:
        self._run_nbgrader("generate_feedback", self.assignment.name, "--force")
        return "a page a student"

    def _export(self) -> str:
        table = self.nbgrader / "grades.csv"
        self._run_nbgrader("export", "--to", table.name)
        self.recorded.clear()
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["assignment"] == self.assignment.name:
                    self.recorded[row["student_id"]] = float(row["score"])
        return f"{len(self.recorded)} scores"

    def _run_nbgrader(self, *arguments: str) -> None:
        # A new gradebook calls `alembic` by name, which is beside our Python.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        run = subprocess.run(  # noqa: S603 - our own Python, and names of our own course
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.nbgrader,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise CouldNotGrade(
                f"'nbgrader {' '.join(arguments)}' failed in '{self.nbgrader}'. It said:\n"
                f"{run.stderr[-2000:]}"
            )
