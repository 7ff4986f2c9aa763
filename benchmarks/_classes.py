"""What is graded: a course of 20 one-call tests beside our own, and classes that all differ."""

import random
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.catalog import find_assignment, load_answers, load_course, load_solution
from course.demo.sample_class import SampleStudent, as_module
from course.model import Assignment, Course
from course.skeleton import definition, program

ROOT = Path(__file__).parents[1]
GRADERS = ("twenty", "qkv")
"""20 one-call tests of one exercise, and all of our own chapter."""
_TWENTY_TESTS = Path(__file__).with_name("assets") / "test_softmax.py"
_CHAPTER = """\
+++
title = "Softmax"
topic = "attention"
level = "beginner"
+++
# Softmax

<a id="softmax"></a>Scores become weights.

{% include "softmax.py.j2" %}
"""


_QUIZ = """\
[[question]]
id = "sum"
text = "What do the weights of a query sum to?"
options = { a = "0", b = "1" }
hint = "They share something out."
see = "softmax"
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """An assignment that a benchmark grades."""

    title: str
    course: Course
    assignment: Assignment


def add_graders(parser: ArgumentParser, *, default: Sequence[str] = GRADERS) -> None:
    """Add the option that says which graders are measured."""
    parser.add_argument("--graders", nargs="+", choices=GRADERS, default=default)


def subjects(folder: Path, graders: Sequence[str]) -> Iterator[Subject]:
    """What the graders grade; the course of `twenty` is made in the folder."""
    for grader in graders:
        title, root = "all of qkv", ROOT
        if grader == "twenty":
            title, root = "20 one-call tests", _twenty(folder / "twenty")
        course = load_course(root)
        yield Subject(title, course, find_assignment(course, grader))


def _twenty(root: Path) -> Path:
    """A course of our exercise `softmax` alone, with the tests that are in assets/."""
    for room in ("exercises", "solutions", "grader"):
        (root / room / "twenty").mkdir(parents=True)
    (root / "exercises" / "twenty" / "chapter.md.j2").write_text(_CHAPTER, encoding="utf-8")
    (root / "exercises" / "twenty" / "quiz.toml").write_text(_QUIZ, encoding="utf-8")
    (root / "solutions" / "twenty" / "quiz.toml").write_text('sum = "b"\n', encoding="utf-8")
    shutil.copy(ROOT / "exercises" / "qkv" / "softmax.py.j2", root / "exercises" / "twenty")
    shutil.copy(ROOT / "solutions" / "qkv" / "softmax.py", root / "solutions" / "twenty")
    shutil.copy(ROOT / "grader" / "conftest.py", root / "grader")
    shutil.copy(_TWENTY_TESTS, root / "grader" / "twenty")
    return root


def students(
    subject: Subject, count: int, *, right: float = 0.75, loopers: int = 0
) -> list[SampleStudent]:
    """A class in which no two files are equal.

    `right` of the functions are the reference or a wheat, the others chaffs, which cost a
    diagnosis. The loopers, spread over the class, have one function that never returns.
    """
    solutions = {
        exercise.name: load_solution(subject.course, subject.assignment, exercise)
        for exercise in subject.assignment.exercises
    }
    answers = load_answers(subject.course, subject.assignment)
    looping = {round((at + 0.5) * count / loopers) for at in range(loopers)}
    found = []
    for number in range(count):
        chance = random.Random(number)  # noqa: S311 - the same class in every run
        functions = {}
        for name, solution in solutions.items():
            wheats = [solution.reference, *(wheat.function for wheat in solution.wheats)]
            chaffs = [chaff.function for chaff in solution.chaffs]
            chosen = chance.choice(wheats if chance.random() < right else chaffs)
            functions[name] = f"NUMBER = {number}\n\n\n{program(chosen, name)}"
        if number in looping:
            name = chance.choice(list(solutions))
            loop = f"{definition(solutions[name].reference)}\n    while True:\n        pass"
            functions[name] = loop
        found.append(SampleStudent(f"student{number:05}", "", 0.0, "py", functions, answers))
    return found


def hand_in(folder: Path, members: list[SampleStudent]) -> Path:
    """Write everybody's file into the folder."""
    folder.mkdir()
    for student in members:
        (folder / f"{student.name}.py").write_bytes(as_module(student))
    return folder


def course_grade(subject: Subject, path: Path, *options: str) -> list[str]:
    """The command that grades a file or a folder of files."""
    command = str(Path(sys.executable).with_name("course"))
    return [command, "grade", str(path), "--course", str(subject.course.root), *options]
