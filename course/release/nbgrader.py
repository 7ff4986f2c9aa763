"""The instructor's folder: an nbgrader course, and the workflow that grades a class in CI."""

import os
from collections.abc import Sequence
from pathlib import Path

from course.catalog import grader_path
from course.examples.writing import dumps, hand_out
from course.model import Assignment, Course
from course.release.notebook import QUIZ, nbgrader_notebook
from course.release.points import points
from course.release.quiz import ANSWER_HERE
from course.release.render import render
from course.release.text import text_file
from course.release.wheel import wheel


def release_nbgrader(
    course: Course, assignments: Sequence[Assignment], *, folder: Path | None = None
) -> dict[str, bytes]:
    """Every file of the nbgrader folder: path in the folder -> bytes.

    `folder` is where they will stand; its configuration then finds the course from there.
    """
    wheel_name, wheel_bytes = wheel()
    values = {
        # README and workflow are the whole course's, whichever assignments are rendered anew.
        "assignments": course.assignments,
        "course": _way(folder, course.root) if folder else "",
        "wheel": wheel_name,
        "answer_here": ANSWER_HERE,
    }
    files = {
        "README.md": text_file("nbgrader-readme.md.j2", **values),
        "nbgrader_config.py": text_file("nbgrader_config.py.j2", **values),
        "ci/.github/workflows/grade.yml": text_file("grade.yml.j2", **values),
        "ci/students.example.txt": text_file("students.example.txt.j2", **values),
        f"wheels/{wheel_name}": wheel_bytes,
    }
    for assignment in assignments:
        source = f"source/{assignment.name}"
        files[f"{source}/{assignment.name}.ipynb"] = nbgrader_notebook(
            assignment, render(course, assignment), max_points(course, assignment)
        )
        files[f"{source}/examples.json"] = dumps(hand_out(course, assignment)).encode()
    return files


def max_points(course: Course, assignment: Assignment) -> dict[str, float]:
    """The points of each exercise, and of the quiz under "quiz" where there is one."""
    found = {
        exercise.name: points(grader_path(course, assignment, exercise))
        for exercise in assignment.exercises
    }
    if assignment.questions:
        found[QUIZ] = sum(question.points for question in assignment.questions)
    return found


def _way(folder: Path, root: Path) -> str:
    """How to walk from the folder to the course; absolute only where there is no such way."""
    try:
        return Path(os.path.relpath(root.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive, on Windows
        return root.resolve().as_posix()
