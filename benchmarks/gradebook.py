"""A class into nbgrader's gradebook: nbgrader alone, with our executor, and `course grade`.

    python benchmarks/gradebook.py [--submissions N] [--sample N] [--runs N] [--graders twenty qkv]

The same notebooks, tests and points on every side. Stock nbgrader has the hidden tests in the test
cells and runs them in the kernel; it is slow, so it regrades a sample of the class, and what the
class would cost is worked out from that. Its `--no-execute`, which runs nothing, is the floor of
whatever executes notebooks for it. `course grade` writes the feedback too, so it is compared with
both of nbgrader's commands. Ours find a gradebook that knows the assignment and nobody in it. The
scores of every cell must be equal, or nothing is told.
"""

import argparse
import functools
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from _classes import Subject, add_graders, students, subjects
from _measure import COLUMNS, Costs, Spent, heading, in_turns, ratios, show, spend, spread, table
from _stock import StockCourse, cell_scores

from course.demo.sample_class import SampleStudent, as_notebook
from course.release import release

Scores: TypeAlias = dict[str, dict[str, float]]
"""Student -> grade id of a test cell -> score."""


class OurCourse:
    """An nbgrader course folder as `course generate` writes it, with a class handed in."""

    def __init__(self, subject: Subject, folder: Path, members: list[SampleStudent]) -> None:
        release(subject.course, (subject.assignment,), folder)
        self.subject, self.folder = subject, folder / "nbgrader"
        self.name = subject.assignment.name
        self._nbgrader("generate_assignment", self.name)
        shutil.copyfile(self.folder / "gradebook.db", self.folder / "empty.db")
        released = self.folder / "release" / self.name / f"{self.name}.ipynb"
        for student in members:
            target = self.folder / "submitted" / student.name / self.name / f"{self.name}.ipynb"
            target.parent.mkdir(parents=True)
            target.write_bytes(as_notebook(student, released.read_bytes()))

    def autograde(self, *options: str) -> Spent:
        """Grade with `nbgrader autograde` and our executor."""
        self._forget()
        return self._nbgrader("autograde", self.name, *options)

    def course_grade(self, jobs: int, *path: str) -> Spent:
        """Grade with `course grade --gradebook`."""
        self._forget()
        command = [str(Path(sys.executable).with_name("course")), "grade"]
        command += [str(Path("submitted", *path)), "--gradebook", "gradebook.db"]
        command += ["--course", str(self.subject.course.root), "--jobs", str(jobs), "--json", "-"]
        return spend(command, self.folder)

    def scores(self) -> Scores:
        """What the gradebook has."""
        return cell_scores(self.folder / "gradebook.db", self.name)

    def _forget(self) -> None:
        for step in ("autograded", "feedback"):
            shutil.rmtree(self.folder / step, ignore_errors=True)
        shutil.copyfile(self.folder / "empty.db", self.folder / "gradebook.db")

    def _nbgrader(self, *arguments: str) -> Spent:
        # A new gradebook calls `alembic` by name, which is beside our Python.
        path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
        return spend([sys.executable, "-m", "nbgrader", *arguments], self.folder, PATH=path)


def reported(output: str) -> Scores:
    """What `course grade --json -` says of every test cell."""
    return {
        result["submission"]: {
            **{f"test_{each['name']}": each["score"] for each in result["exercises"]},
            "test_quiz": result["quiz"]["score"],
        }
        for result in map(json.loads, output.splitlines())
    }


def differing(one: Scores, other: Scores) -> list[str]:
    """Cells that both have, with different scores."""
    return [
        f"{student}: {cell} is {score:g} and {other[student][cell]:g}"
        for student, cells in one.items()
        for cell, score in cells.items()
        if cell in other.get(student, {}) and other[student][cell] != score
    ]


def measure(subject: Subject, folder: Path, count: int, sample: int, runs: int) -> str:
    """The table of one grader."""
    members = students(subject, count)
    one = members[0].name
    ours = OurCourse(subject, folder / "ours", members)
    stock = StockCourse(subject, folder / "stock", members[:sample])
    jobs = os.cpu_count() or 1
    ways = {
        "stock, all": stock.autograde,
        "stock, one": functools.partial(stock.autograde, f"--student={one}"),
        "feedback, all": stock.feedback,
        "feedback, one": functools.partial(stock.feedback, f"--student={one}"),
        "floor, all": functools.partial(stock.autograde, "--no-execute"),
        "floor, one": functools.partial(stock.autograde, "--no-execute", f"--student={one}"),
        "executor, one": functools.partial(ours.autograde, f"--student={one}"),
        "executor, all": ours.autograde,
        "grade 1, one": functools.partial(ours.course_grade, 1, one),
        "grade 1, all": functools.partial(ours.course_grade, 1),
        "grade, one": functools.partial(ours.course_grade, jobs, one),
        "grade, all": functools.partial(ours.course_grade, jobs),
    }
    agreed = compare(subject, stock, ours)
    spent = in_turns(ways, runs)
    costs = {}
    for number in ("all", "one"):
        pairs = zip(spent[f"stock, {number}"], spent[f"feedback, {number}"], strict=True)
        spent[f"both, {number}"] = [
            Spent(one.cpu + other.cpu, one.wall + other.wall) for one, other in pairs
        ]
    for way in ("stock", "both", "floor", "executor", "grade 1", "grade"):
        many, single = spent[f"{way}, all"], spent[f"{way}, one"]
        if way in ("stock", "both", "floor"):
            many = [for_all(*pair, sample, count) for pair in zip(many, single, strict=True)]
        costs[way] = Costs(count, many, single)
    titles = {
        "stock": "stock nbgrader autograde",
        "both": "with nbgrader generate_feedback",
        "floor": "autograde with --no-execute",
        "executor": "autograde with our executor",
        "grade 1": "course grade --gradebook, 1 job",
        "grade": f"the same, {jobs} jobs",
    }
    rows = {titles[way]: each.cells() for way, each in costs.items()}
    for way, other in (("executor", "stock"), ("grade 1", "both"), ("grade", "both")):
        mine, theirs = costs[way], costs[other]
        rows[f"{other} : {titles[way]}"] = [
            spread(ratios(theirs.cpu, mine.cpu)),
            spread(ratios(theirs.cpu_after_the_first, mine.cpu_after_the_first)),
            spread(ratios(mine.rate, theirs.rate)),
        ]
    return f"{table(subject.title, COLUMNS, rows)}\n{agreed}"


def for_all(many: Spent, one: Spent, sample: int, count: int) -> Spent:
    """What the whole class would cost: the start once, and the rest as the sample has it."""
    times = (count - 1) / (sample - 1)
    cpu, wall = one.cpu + times * (many.cpu - one.cpu), one.wall + times * (many.wall - one.wall)
    return Spent(cpu, wall)


def compare(subject: Subject, stock: StockCourse, ours: OurCourse) -> str:
    """Grade everybody every way once, which fills the caches; SystemExit where a cell differs."""
    stock.autograde()
    recorded = stock.cells()
    ours.autograde()
    executed = ours.scores()
    told = reported(ours.course_grade(os.cpu_count() or 1).output)
    graded = ours.scores()
    for title, one, other in (
        ("stock nbgrader and our executor", recorded, executed),
        ("stock nbgrader and course grade --gradebook", recorded, graded),
        ("our executor and course grade --gradebook", executed, graded),
        ("course grade and its gradebook", told, graded),
    ):
        different = differing(one, other)
        if different:
            raise SystemExit(
                f"{subject.title}: {title} do not agree, so it is not the same work:\n"
                + "\n".join(different[:20])
            )
    cells = sum(len(each) for each in recorded.values())
    return f"{cells} cells of stock nbgrader and {sum(map(len, graded.values()))} of ours are equal"


def main(count: int, sample: int, runs: int, graders: Sequence[str]) -> None:
    """Measure every grader."""
    show(heading(f"{count} notebooks, {sample} of them for stock nbgrader, runs: {runs}"))
    with tempfile.TemporaryDirectory() as name:
        for subject in subjects(Path(name), graders):
            folder = Path(name) / f"work on {subject.assignment.name}"
            folder.mkdir()
            show(measure(subject, folder, count, sample, runs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="a class into nbgrader's gradebook")
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--sample", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    add_graders(parser, default=("qkv",))
    given = parser.parse_args()
    main(given.submissions, given.sample, given.runs, given.graders)
