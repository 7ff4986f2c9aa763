"""The three files of a new exercise, written from templates for an author to fill in.

They hold just enough to be read: an audit of them names all that is left to do.
"""

import keyword
from dataclasses import dataclass
from pathlib import Path

import jinja2

from course.catalog import CHAPTER, chapter_folder, find_assignment
from course.errors import MissingInput
from course.model import Course

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class NewExercise:
    """What was written, and what comes next."""

    assignment: str
    files: tuple[Path, ...]
    chapter: Path
    include: str
    """The line to add to the chapter."""


def new_exercise(course: Course, name: str) -> NewExercise:
    """Write the files of `ASSIGNMENT/EXERCISE`; all of them, or none where one is in the way."""
    folder, slash, exercise = name.partition("/")
    if not slash:
        first = course.assignments[0].name
        raise MissingInput(
            f"{name!r} names no exercise. Write ASSIGNMENT/EXERCISE: {first}/{name}."
        )
    if not exercise.isidentifier() or keyword.iskeyword(exercise):
        raise MissingInput(
            f"{exercise!r} is no name of a Python function. "
            "Use letters, digits and underscores, no digit first, and no word of Python's own."
        )
    assignment = find_assignment(course, folder)
    files = {
        course.root / "exercises" / folder / f"{exercise}.py.j2": "exercise.py.j2",
        course.root / "solutions" / folder / f"{exercise}.py": "solution.py.j2",
        course.root / "grader" / folder / f"test_{exercise}.py": "grader.py.j2",
    }
    in_the_way = [path for path in files if path.exists()]
    if in_the_way:
        listed = ", ".join(f"'{path}'" for path in in_the_way)
        raise MissingInput(f"Already there: {listed}. Choose another name, or go on with that.")
    # Square brackets, since the exercise's file is a template of its own.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        variable_start_string="[[",
        variable_end_string="]]",
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python
    )
    for path, template in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = environment.get_template(template).render(
            name=exercise, title=exercise.replace("_", " ").capitalize()
        )
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return NewExercise(
        assignment=folder,
        files=tuple(files),
        chapter=chapter_folder(course, assignment) / CHAPTER,
        include=f'{{% include "{exercise}.py.j2" %}}',
    )
