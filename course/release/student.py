"""The folder that a student gets: exercises, examples, handout, CI files and the wheel."""

from collections.abc import Sequence

from course.examples.writing import dumps, hand_out
from course.fingerprint import fingerprint
from course.model import Assignment, Course
from course.release.handout import HANDOUT, handout
from course.release.module import student_module
from course.release.notebook import student_notebook
from course.release.render import Cell, render
from course.release.text import text_file
from course.release.wheel import wheel


def release_student(
    course: Course, assignment: Assignment, *, notebook: bool = False
) -> dict[str, bytes]:
    """Every file of an assignment's student folder: path in the folder -> bytes."""
    form = "ipynb" if notebook else "py"
    cells = render(course, assignment)
    skeletons = _skeletons(assignment, cells)
    prints = {kind: fingerprint(kind, data) for kind, data in skeletons.items()}
    wheel_name, wheel_bytes = wheel()
    values = {"assignment": assignment, "form": form, "wheel": wheel_name}
    return {
        f"{assignment.name}.{form}": skeletons[form],
        "examples.json": dumps(hand_out(course, assignment, prints)).encode(),
        HANDOUT: handout(course, assignment, cells),
        "README.md": text_file("student-readme.md.j2", **values),
        "requirements.txt": text_file("requirements.txt.j2", **values),
        f"wheels/{wheel_name}": wheel_bytes,
        ".github/workflows/check.yml": text_file("check.yml.j2", **values),
        ".gitlab-ci.yml": text_file("gitlab-ci.yml.j2", **values),
        ".gitignore": text_file("student-gitignore.j2", **values),
    }


def skeleton_files(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """What a student starts from, in both forms: "py" and "ipynb"."""
    return _skeletons(assignment, render(course, assignment))


def _skeletons(assignment: Assignment, cells: Sequence[Cell]) -> dict[str, bytes]:
    return {"py": student_module(assignment, cells), "ipynb": student_notebook(assignment, cells)}
