"""A whole release: every student folder and the instructor's, rendered first and written last."""

from collections.abc import Sequence
from pathlib import Path

from course.catalog import CHAPTER, chapter_folder, load_answers
from course.errors import AuthorError
from course.model import Assignment, Course
from course.problem import Problem
from course.release.nbgrader import release_nbgrader
from course.release.student import release_student
from course.release.writer import WriteResult, write

NBGRADER = "nbgrader"
"""The instructor's folder in a release."""


def release(
    course: Course, assignments: Sequence[Assignment], out: Path, *, notebook: bool = False
) -> WriteResult:
    """Render the assignments and write them to `out`; nothing is written where anything is wrong.

    Files of assignments that are not named stay as they are.
    """
    files: dict[str, bytes] = {}
    owned = [f"{NBGRADER}/wheels/"]
    for assignment in assignments:
        if assignment.name == NBGRADER:
            path = chapter_folder(course, assignment) / CHAPTER
            message = f"an assignment cannot be called {NBGRADER!r}: the instructor's folder is"
            raise AuthorError([Problem(path, message)])
        load_answers(course, assignment)  # handed out nowhere, but wrong ones are better known now
        rendered = release_student(course, assignment, notebook=notebook)
        files |= {f"{assignment.name}/{path}": data for path, data in rendered.items()}
        owned += [f"{assignment.name}/", f"{NBGRADER}/source/{assignment.name}/"]
    rendered = release_nbgrader(course, assignments, folder=out / NBGRADER)
    files |= {f"{NBGRADER}/{path}": data for path, data in rendered.items()}
    return write(out, files, owned)
