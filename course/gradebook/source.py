"""The instructor's notebook in the gradebook: what its cells are, and what they are worth."""

from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry, Notebook
from nbgrader.converters import GenerateAssignment
from sqlalchemy.exc import SQLAlchemyError

from course.errors import MissingInput
from course.gradebook.cells import PREFIX
from course.gradebook.database import Database
from course.gradebook.folder import Folder
from course.gradebook.restore import is_test, kept_source
from course.model import Assignment
from course.release.notebook import QUIZ


@dataclass(frozen=True, slots=True)
class SourceNotebook:
    """What students' notebooks were made from."""

    cells: NotebookNode
    tests: dict[str, float]
    """Grade id of a test cell -> the points it is worth."""


def find_source(
    folder: Folder, database: Database, gradebook: Gradebook, assignment: Assignment
) -> SourceNotebook:
    """The assignment's notebook as the gradebook has it.

    A gradebook without the assignment gets it from the source folder, as `nbgrader
    generate_assignment` would, which writes a release besides. Raises MissingInput where the
    gradebook has something else under that name.
    """
    name = folder.assignment
    try:
        found = gradebook.find_notebook(name, name)
    except MissingEntry:
        _make(folder, database, gradebook)
        found = gradebook.find_notebook(name, name)
    others = [each.name for each in found.assignment.notebooks if each.name != name]
    if others:
        raise MissingInput(
            f"'{name}' has more notebooks in the gradebook '{database.place}' than '{name}': "
            f"{', '.join(map(repr, others))}. Grade it with 'nbgrader autograde {name}'."
        )
    return _read(found, database, {exercise.name for exercise in assignment.exercises} | {QUIZ})


def _read(found: Notebook, database: Database, graded: set[str]) -> SourceNotebook:
    cells = kept_source(found)
    tests = {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in cells.cells
        if is_test(cell) and cell.metadata.nbgrader.grade_id.startswith(PREFIX)
    }
    strange = [name for name in tests if name.removeprefix(PREFIX) not in graded]
    if strange or not tests:
        which = f"cell '{strange[0]}', which nothing" if strange else "no cell that anything"
        raise MissingInput(
            f"'{found.name}' in the gradebook '{database.place}' has {which} in the course grades. "
            f"Generate the nbgrader folder, then run 'nbgrader generate_assignment {found.name}'."
        )
    return SourceNotebook(cells, tests)


def _make(folder: Folder, database: Database, gradebook: Gradebook) -> None:
    name = folder.assignment
    converter = GenerateAssignment(coursedir=folder.directory, parent=folder.app)
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    for step in converter.preprocessors:
        exporter.register_preprocessor(step)
    about = {"student": ".", "assignment": name, "notebook": name, "db_url": database.url}
    gradebook.update_or_create_assignment(name)
    try:
        exporter.from_filename(
            str(folder.notebook), resources={"unique_key": name, "nbgrader": about}
        )
    except SQLAlchemyError:
        raise
    except Exception as error:
        gradebook.remove_assignment(name)
        raise MissingInput(f"'{folder.notebook}' makes no assignment: {error}.") from error
