import json

import pytest

from course.grading.source_text import LIMIT, source_text
from course.submission import Source


def text(data, kind="ipynb"):
    return source_text(Source(kind, data, "a." + kind))


def cells(*sources):
    return [{"cell_type": "code", "source": source} for source in sources]


def test_a_module_is_shown_as_it_is():
    assert text("# é\nx = 1\n".encode(), "py") == "# é\nx = 1\n"


def test_bytes_that_are_no_text_are_replaced():
    assert text(b"x = '\xff'", "py") == "x = '\ufffd'"


def test_a_long_file_is_cut():
    assert text(b"x" * (LIMIT + 1), "py") == "x" * LIMIT + "\n# … (cut here)"


def test_the_code_cells_of_a_notebook_are_shown():
    notebook = {"cells": [*cells(["a = 1\n", "b = 2"], "c"), {"cell_type": "markdown"}]}
    assert text(json.dumps(notebook).encode()) == (
        "# %% code cell 1\na = 1\nb = 2\n\n# %% code cell 2\nc"
    )


def test_a_notebook_of_the_old_form_is_shown():
    notebook = {"worksheets": [{"cells": [{"cell_type": "code", "input": "a = 1"}]}]}
    assert text(json.dumps(notebook).encode()) == "# %% code cell 1\na = 1"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b"3",
        b'{"cells": 3}',
        b'{"cells": [3]}',
        b'{"cells": [{"cell_type": "code", "source": 3}]}',
        b'{"worksheets": []}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_notebook_is_said_to_be_none(data):
    assert text(data) == "# A notebook that cannot be read."


def test_a_huge_notebook_is_not_parsed():
    assert text(b" " * (8 << 20) + b"{}") == "# A notebook too large to be shown."
