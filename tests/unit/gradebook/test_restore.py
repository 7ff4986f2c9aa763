"""What a student did to the cells of a notebook, and what is left of it."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum

from course.gradebook.restore import RestoreCells, grade_id_of, kept_source, restored, unreadable

# nbgrader's own queries make SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def cell(name, source, *, kind="code", **settings):
    """A cell of the source."""
    make = new_code_cell if kind == "code" else new_markdown_cell
    told = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False}
    told |= {"locked": False, "task": False, "cell_type": kind, **settings}
    made = make(source, id=name, metadata={"nbgrader": told})
    made.metadata.nbgrader.checksum = compute_checksum(made)
    return made


SOURCE = new_notebook(
    cells=[
        new_markdown_cell("# Numbers", id="heading"),
        cell("double", "def double(x):\n    raise NotImplementedError", solution=True),
        cell("test_double", 'check("double")', grade=True, locked=True, points=4.0),
        cell("total", "def total(x):\n    raise NotImplementedError", solution=True),
        cell("test_total", 'check("total")', grade=True, locked=True, points=2.0),
        cell("why", "Write here.", kind="markdown", grade=True, solution=True, points=3.0),
        cell("given", "data = [1, 2]", locked=True),
    ],
    metadata={"kernelspec": {"display_name": "Python 3", "name": "python3"}},
)


def handed_in():
    return nbformat.from_dict(json.loads(json.dumps(SOURCE)))


def named(nb):
    """Each cell's grade id, or its text where it has none."""
    return [grade_id_of(cell) or cell.source for cell in nb.cells]


def by_id(nb, name):
    (found,) = [cell for cell in nb.cells if grade_id_of(cell) == name]
    return found


def restored_after(change):
    submitted = handed_in()
    change(submitted)
    nb = restored(submitted, SOURCE)
    nbformat.validate(nb)
    return nb


def test_a_notebook_as_it_was_handed_out_stays_as_it_is():
    assert restored_after(lambda nb: None) == SOURCE


def test_what_the_student_wrote_stays_with_the_source_s_metadata():
    def change(nb):
        nb.cells[1].source = "def double(x):\n    return 2 * x"
        nb.cells[1].metadata = {"tags": ["skip-execution"], "nbgrader": {"grade_id": "double"}}

    nb = restored_after(change)
    assert by_id(nb, "double").source == "def double(x):\n    return 2 * x"
    assert by_id(nb, "double").metadata == SOURCE.cells[1].metadata


def edited(nb):
    nb.cells[2].source = "4.0"


def tagged(nb):
    nb.cells[2].metadata.tags = ["skip-execution", "raises-exception"]


def worth_more(nb):
    nb.cells[2].metadata.nbgrader |= {"points": 400.0, "locked": False}


def no_longer_graded(nb):
    nb.cells[2].metadata.nbgrader |= {"grade": False, "solution": True, "schema_version": 99}


def made_text(nb):
    nb.cells[2] = new_markdown_cell("check", id="x", metadata=nb.cells[2].metadata)


def output_forged(nb):
    nb.cells[2].outputs = [
        nbformat.v4.new_output("execute_result", data={"text/plain": "4.0"}),
    ]


def deleted(nb):
    del nb.cells[2]


def copied(nb):
    nb.cells.insert(3, json_copy(nb.cells[2]))


def json_copy(cell):
    return nbformat.from_dict(json.loads(json.dumps(cell)))


@pytest.mark.parametrize(
    "change", [edited, tagged, worth_more, no_longer_graded, made_text, output_forged, deleted]
)
def test_a_test_cell_is_the_source_s_whatever_was_done_to_it(change):
    assert restored_after(change) == SOURCE


def test_of_copied_test_cells_the_first_counts_and_the_other_is_an_ordinary_cell():
    nb = restored_after(copied)
    assert named(nb)[1:5] == ["double", "test_double", 'check("double")', "total"]
    assert nb.cells[3].metadata == {}


def test_of_a_copied_solution_the_first_counts_and_the_other_keeps_its_code():
    def change(nb):
        nb.cells.append(json_copy(nb.cells[1]))
        nb.cells[-1].source = "def double(x):\n    return x + x"

    nb = restored_after(change)
    assert by_id(nb, "double").source == SOURCE.cells[1].source
    assert nb.cells[-1].source == "def double(x):\n    return x + x"
    assert nb.cells[-1].metadata == {}


def test_test_cells_stand_in_the_order_of_the_source():
    def change(nb):
        nb.cells[2], nb.cells[4] = nb.cells[4], nb.cells[2]

    nb = restored_after(change)
    tests = [name for name in named(nb) if name.startswith("test_")]
    assert tests == ["test_double", "test_total"]


def test_a_student_s_own_order_of_solutions_stays():
    def change(nb):
        nb.cells[1:5] = nb.cells[3:5] + nb.cells[1:3]

    nb = restored_after(change)
    assert [name for name in named(nb) if name in ("double", "total")] == ["total", "double"]


def test_a_solution_that_was_deleted_is_not_put_back_over_another():
    def change(nb):
        nb.cells[1] = new_code_cell("def double(x):\n    return 2 * x", id="mine")

    nb = restored_after(change)
    assert named(nb)[1:3] == ["def double(x):\n    return 2 * x", "test_double"]


def test_an_answer_to_be_graded_by_hand_that_was_deleted_comes_back_unanswered():
    def change(nb):
        del nb.cells[5]

    assert by_id(restored_after(change), "why") == SOURCE.cells[5]


def test_a_locked_cell_has_the_source_s_text():
    def change(nb):
        nb.cells[6].source = "data = [0, 0]"

    assert restored_after(change) == SOURCE


def test_a_notebook_without_any_cell_of_the_source_gets_all_that_is_graded_at_its_end():
    nb = restored(new_notebook(cells=[new_code_cell("1 + 1")]), SOURCE)
    assert named(nb) == ["1 + 1", "test_double", "test_total", "why"]


def test_a_grade_id_that_the_source_does_not_have_is_forgotten():
    def change(nb):
        nb.cells.append(cell("bonus", "100.0", grade=True, locked=True, points=100.0))

    nb = restored_after(change)
    assert nb.cells[-1].source == "100.0"
    assert nb.cells[-1].metadata == {}


def test_a_kernel_that_does_not_exist_does_not_matter():
    def change(nb):
        nb.metadata = {"kernelspec": {"name": "no-such-kernel", "display_name": "?"}, "x": 1}

    assert restored_after(change) == SOURCE


def test_a_picture_in_an_answer_stays_and_anything_else_that_is_attached_goes():
    def change(nb):
        nb.cells[5].attachments = {
            "plot.png": {"image/png": "iVBORw0KGgo="},
            "live.svg": {"image/svg+xml": "<svg onload='alert(1)'>"},
            "no.png": {"image/png": '"><script>alert(1)</script>'},
        }

    assert by_id(restored_after(change), "why").attachments == {
        "plot.png": {"image/png": "iVBORw0KGgo="}
    }


@pytest.mark.parametrize(
    "garbage",
    [
        {},
        {"cells": None},
        {"cells": {"cell_type": "code"}},
        {"cells": [1, "x", None, [], {}, {"cell_type": "spell", "source": "x"}]},
        {"cells": [{"cell_type": "code", "metadata": {"nbgrader": {"grade_id": ["test_double"]}}}]},
        {"cells": [{"cell_type": "code", "metadata": [], "source": 1, "id": {}}]},
        {"cells": [{"cell_type": "markdown", "attachments": {"a": 1, "b": {"image/png": 2}}}]},
        {"cells": [{"cell_type": "code", "source": ["a = 1\n", 2, "b = 2"], "outputs": "none"}]},
        {"cells": [{"cell_type": "code", "source": "\ud800", "id": "\ud800"}]},
        {"cells": [{"cell_type": "code", "id": "test_double"}] * 3, "metadata": 7},
    ],
)
def test_a_notebook_that_is_none_becomes_one_that_can_be_graded(garbage):
    nb = restored(nbformat.from_dict(garbage), SOURCE)
    nbformat.validate(nb)
    nbformat.writes(nb).encode()
    assert named(nb)[-3:] == ["test_double", "test_total", "why"]


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """A gradebook that knows the source, as `nbgrader generate_assignment` leaves it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('gradebook') / 'gradebook.db'}"
    with pytest.MonkeyPatch.context() as patch:
        beside_python = str(Path(sys.executable).parent)
        patch.setenv("PATH", os.pathsep.join([beside_python, os.environ["PATH"]]))
        with Gradebook(url) as book:
            book.add_assignment("numbers")
            kernel = json.dumps(SOURCE.metadata.kernelspec)
            book.add_notebook("numbers", "numbers", kernelspec=kernel)
            for cell in SOURCE.cells[1:]:
                settings = cell.metadata.nbgrader
                where = (settings.grade_id, "numbers", "numbers")
                kind = cell.cell_type
                if settings.grade:
                    book.add_grade_cell(*where, max_score=settings.points, cell_type=kind)
                if settings.solution:
                    book.add_solution_cell(*where)
                book.add_source_cell(
                    *where,
                    cell_type=kind,
                    source=cell.source,
                    checksum=settings.checksum,
                    locked=settings.locked,
                )
    return url


def test_the_gradebook_keeps_enough_of_the_source(gradebook):
    with Gradebook(gradebook) as book:
        kept = kept_source(book.find_notebook("numbers", "numbers"))
    assert restored(handed_in(), kept) == SOURCE


def test_the_step_of_nbgrader_puts_back_what_is_missing_and_says_so(gradebook, caplog):
    submitted = handed_in()
    del submitted.cells[2]
    step = RestoreCells()
    step.log.propagate = True
    about = {"notebook": "numbers", "assignment": "numbers", "student": "ada", "db_url": gradebook}
    nb, _ = step.preprocess(submitted, {"nbgrader": about})
    assert nb == SOURCE
    assert "ada: cell 'test_double' was missing and is put back" in caplog.text


def test_a_notebook_of_another_assignment_is_named(gradebook, caplog):
    step = RestoreCells()
    step.log.propagate = True
    about = {"notebook": "numbers", "assignment": "numbers", "student": "ada", "db_url": gradebook}
    nb, _ = step.preprocess(new_notebook(cells=[new_code_cell("1 + 1")]), {"nbgrader": about})
    assert "ada: it has no cell of 'numbers', and may be another assignment's" in caplog.text
    assert named(nb) == ["1 + 1", "test_double", "test_total", "why"]


def test_why_a_notebook_could_not_be_read_stands_in_it(gradebook):
    about = {"notebook": "numbers", "assignment": "numbers", "student": "ada", "db_url": gradebook}
    nb, _ = RestoreCells().preprocess(
        new_notebook(), {"nbgrader": about, "unreadable": "numbers.ipynb is <empty>."}
    )
    assert unreadable(nb) == "numbers.ipynb is <empty>."
    assert nb.cells[0].source == "**Nothing could be graded.** numbers.ipynb is < empty>."
    nbformat.validate(nb)


def test_a_student_cannot_say_that_it_could_not_be_read(gradebook):
    def change(nb):
        nb.metadata["unreadable"] = "pay me"

    assert unreadable(restored_after(change)) == ""
