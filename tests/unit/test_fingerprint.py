import json

import pytest

from course.fingerprint import fingerprint


def notebook(source, **more):
    cells = [
        {"cell_type": "markdown", "source": "Text"},
        {"cell_type": "code", "source": source, "outputs": [], **more},
    ]
    return json.dumps({"cells": cells, "nbformat": 4}).encode()


def test_a_changed_line_changes_it():
    assert fingerprint("py", b"x = 1\n") != fingerprint("py", b"x = 2\n")


def test_line_ends_and_trailing_white_space_do_not():
    assert fingerprint("py", b"x = 1\ny = 2") == fingerprint("py", b"x = 1  \r\ny = 2\r\n\r\n")


def test_indentation_does():
    assert fingerprint("py", b"if x:\n  y") != fingerprint("py", b"if x:\n    y")


def test_outputs_and_metadata_of_a_notebook_do_not():
    run = notebook("x = 1", execution_count=3, metadata={"collapsed": True}, outputs=[{"a": 1}])
    assert fingerprint("ipynb", notebook("x = 1")) == fingerprint("ipynb", run)


def test_a_source_of_several_lines_is_the_same_as_a_list_of_them():
    assert fingerprint("ipynb", notebook("a\nb")) == fingerprint("ipynb", notebook(["a\n", "b"]))


def test_code_of_a_notebook_does():
    assert fingerprint("ipynb", notebook("x = 1")) != fingerprint("ipynb", notebook("x = 2"))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"cells": [1]}', b'{"cells": null}', b"\xff"])
def test_what_is_no_notebook_has_one_all_the_same(data):
    assert fingerprint("ipynb", data) != fingerprint("ipynb", notebook("x = 1"))
