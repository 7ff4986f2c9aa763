import json

import nbformat
import pytest

from course.own_file.cells import NoNotebook, code_cells, with_source

CELLS = [
    {"cell_type": "markdown", "id": "text", "metadata": {}, "source": ["# ü\n", "code"]},
    {
        "cell_type": "code",
        "id": "first",
        "metadata": {"source": "no"},
        "execution_count": 3,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": ["é\n"]}],
        "source": ["x = 'ü'\n", "y = 2"],
    },
    {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade_id": "second"}},
        "outputs": [],
        "source": "one line",
    },
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": []},
]
NOTEBOOK = {"cells": CELLS, "metadata": {"a": 1e5}, "nbformat": 4, "nbformat_minor": 5}
LAYOUTS = [
    {"indent": 1, "ensure_ascii": False},
    {"indent": 2},
    {},
    {"separators": (",", ":"), "ensure_ascii": False},
    {"indent": "\t", "sort_keys": True},
]


def laid_out(notebook, layout):
    return json.dumps(notebook, **layout) + "\n"


def test_code_cells_are_found_with_their_names_and_sources():
    found = code_cells(laid_out(NOTEBOOK, {}))
    assert [(set(cell.names), cell.source) for cell in found] == [
        ({"first"}, "x = 'ü'\ny = 2"),
        ({"second"}, "one line"),
        (set(), ""),
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_change_keeps_the_layout_and_every_other_letter(layout, which):
    text = laid_out(NOTEBOOK, layout)
    new = "z = 'ö'\n\nlast"
    cells = [dict(cell) for cell in CELLS]
    changed = cells[which + 1]
    old = changed["source"]
    changed["source"] = new if isinstance(old, str) else new.splitlines(keepends=True)
    expected = laid_out({**NOTEBOOK, "cells": cells}, layout)
    got = with_source(text, code_cells(text)[which], new)
    assert json.loads(got) == json.loads(expected)
    if old:
        assert got == expected


def test_what_jupyter_writes_stays_what_it_would_write():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a = 1\nb = 2")])
    text = nbformat.writes(notebook)
    notebook.cells[0].source = "c = 3\nd = 4\n"
    assert with_source(text, code_cells(text)[0], "c = 3\nd = 4\n") == nbformat.writes(notebook)


def test_a_byte_order_mark_is_passed_over():
    text = "\ufeff" + laid_out(NOTEBOOK, {})
    assert with_source(text, code_cells(text)[1], "new").startswith("\ufeff{")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{\n "cells": [,]}', "line 2 is not JSON"),
        ("\ufeff", "line 1 is not JSON"),
        ("[]", "it has no cells of the present format"),
        ("3", "it has no cells of the present format"),
        ('{"worksheets": []}', "it has no cells of the present format"),
        ('{"cells": 3}', "it has no cells of the present format"),
        ('{"cells": [3]}', "it has no cells of the present format"),
        ('{"cells": [{"cell_type": "code"}]}', "it has no cells of the present format"),
        ('{"cells": [{"cell_type": "code", "source": 3}]}', "it has no cells of the present"),
        ('{"cells": ' + "[" * 99999, "it has no cells of the present format"),
    ],
)
def test_anything_else_is_no_notebook(text, told):
    with pytest.raises(NoNotebook, match=told):
        code_cells(text)
