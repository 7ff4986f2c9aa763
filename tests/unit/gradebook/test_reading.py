"""Files that students hand in under a notebook's name, as nbgrader's converter reads them."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course.gradebook import reading
from course.gradebook.reading import UNREADABLE, ReadAnything, expect_notebook
from course.worker.loader import MAX_BYTES


def read(path):
    """The notebook that a converter would go on with, and why it is not the student's."""
    text, resources = ReadAnything().from_filename(str(path), {})
    return nbformat.reads(text, as_version=4), resources.get(UNREADABLE, "")


def test_a_notebook_is_read_as_it_is(tmp_path):
    path = tmp_path / "qkv.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)
    notebook, reason = read(path)
    assert ([cell.source for cell in notebook.cells], reason) == (["x = 1"], "")


def test_one_that_begins_with_a_byte_order_mark_too(tmp_path):
    path = tmp_path / "qkv.ipynb"
    path.write_text(nbformat.writes(new_notebook()), encoding="utf-8-sig")
    assert read(path)[1] == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "qkv.ipynb is empty."),
        (b"{\n  x", "qkv.ipynb is not a notebook: line 2 is not JSON."),
        (b"[" * 100_000, "qkv.ipynb is not a notebook: its JSON cannot be read."),
        (b'"\xff"', "qkv.ipynb is not a notebook: line 1 is not UTF-8."),
        (b"[]", "qkv.ipynb is not a notebook: it has no cells."),
        (b'{"cells": [7], "nbformat": 4}', "qkv.ipynb is not a notebook: AttributeError."),
    ],
)
def test_a_file_that_is_none_is_an_empty_notebook_with_the_reason(tmp_path, data, reason):
    path = tmp_path / "qkv.ipynb"
    path.write_bytes(data)
    notebook, why = read(path)
    assert notebook.cells == []
    assert why.partition(":")[0] == reason.partition(":")[0]


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "qkv.ipynb"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 6)
    assert read(path) == (
        nbformat.from_dict(json.loads(nbformat.writes(new_notebook()))),
        "qkv.ipynb has 192 MiB, and 32 can be read. Clear its outputs and save it again.",
    )


def test_a_notebook_under_another_name_is_named(tmp_path):
    (tmp_path / "my work.ipynb").write_text("{}")
    notebook, reason = read(tmp_path / "qkv.ipynb")
    assert (notebook.cells, reason) == ([], "no qkv.ipynb, but 'my work.ipynb'")


def test_the_assignment_s_own_notebook_is_expected_beside_another():
    notebooks = ["submitted/ada/qkv/my work.ipynb"]
    expect_notebook(assignment="qkv", student="*", notebooks=notebooks)
    assert notebooks == ["submitted/ada/qkv/my work.ipynb", "submitted/ada/qkv/qkv.ipynb"]


@pytest.mark.parametrize(
    "notebooks", [[], ["a/qkv/qkv.ipynb"], ["a/qkv/qkv.ipynb", "a/qkv/x.ipynb"]]
)
def test_nothing_is_expected_where_it_is_there(notebooks):
    before = list(notebooks)
    expect_notebook(assignment="qkv", student="*", notebooks=notebooks)
    assert notebooks == before


class Counting:
    """A step of a conversion that writes how often it was there into the notebook."""

    def __call__(self, nb, resources):
        nb.metadata["count"] = nb.metadata.get("count", 0) + 1
        return nb, resources


def converted(exporter, path):
    """The notebook after a conversion in place, as nbgrader makes two of each."""
    text, _ = exporter.from_filename(str(path), {})
    path.write_text(text, encoding="utf-8")
    return json.loads(text)


@pytest.fixture
def exporter():
    made = ReadAnything()
    made.register_preprocessor(Counting())
    return made


def test_what_was_just_written_is_not_read_again(tmp_path, exporter, monkeypatch):
    path = tmp_path / "qkv.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)
    converted(exporter, path)
    monkeypatch.setattr(reading, "read", None)
    found = converted(exporter, path)
    assert (found["metadata"]["count"], found["cells"][0]["source"]) == (2, "x = 1")


def test_what_was_changed_in_between_is_read(tmp_path, exporter):
    path = tmp_path / "qkv.ipynb"
    nbformat.write(new_notebook(), path)
    converted(exporter, path)
    nbformat.write(new_notebook(cells=[new_code_cell("x = 2")]), path)
    found = converted(exporter, path)
    assert (found["metadata"]["count"], found["cells"][0]["source"]) == (1, "x = 2")


def test_a_step_that_spoils_the_notebook_is_no_file(tmp_path):
    def spoil(nb, resources):
        nb.cells[0].outputs = [{"output_type": "none"}]
        return nb, resources

    path = tmp_path / "qkv.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)
    exporter = ReadAnything()
    exporter.register_preprocessor(spoil)
    with pytest.raises(nbformat.ValidationError):
        exporter.from_filename(str(path), {})
