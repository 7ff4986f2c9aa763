"""A student's file becomes functions, whatever state it is in."""

import builtins
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from course.worker import loader
from course.worker.loader import Loaded, load, place


@pytest.fixture(autouse=True)
def _give_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loader takes its process over; this one is needed again."""
    monkeypatch.setitem(sys.modules, "course", sys.modules["course"])
    monkeypatch.setattr(builtins, "input", builtins.input)


def module(text: str | bytes, **options: Any) -> Loaded:
    return load("py", text if isinstance(text, bytes) else text.encode(), "qkv.py", **options)


def notebook(*cells: str | list[str], **options: Any) -> Loaded:
    found = [{"cell_type": "code", "source": cell, "outputs": []} for cell in cells]
    return raw_notebook({"nbformat": 4, "cells": found}, **options)


def raw_notebook(content: Any, **options: Any) -> Loaded:
    return load("ipynb", json.dumps(content).encode(), "qkv.ipynb", **options)


def test_functions_are_told_in_order_and_can_be_called() -> None:
    loaded = module("import numpy as np\ndef b(): return 1\ndef a(): return 2\n_c = b\n")
    assert loaded.functions == ("b", "a")
    assert loaded.namespace["a"]() == 2
    assert (loaded.gradable, loaded.problems) == (True, ())


def test_a_main_block_does_not_run() -> None:
    assert module("def f(): pass\nif __name__ == '__main__':\n    1 / 0\n").problems == ()


def test_a_module_that_raises_keeps_what_it_defined_before() -> None:
    loaded = module("def f(): pass\n\nraise KeyError('x')\ndef g(): pass\n")
    assert loaded.functions == ("f",)
    assert loaded.problems == ("line 3: KeyError: 'x'. What stands below was not run",)
    assert loaded.gradable


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import sys\nsys.exit(2)", "line 2: SystemExit: 2"),
        ("import sys\nsys.exit()", "line 2: SystemExit"),
        ("raise KeyboardInterrupt", "line 1: KeyboardInterrupt"),
        ("input('name? ')", "line 1: EOFError: input() has nobody to answer it here"),
        ("exec('1 +')", "line 1: SyntaxError: invalid syntax"),
        ("class E(Exception):\n  def __str__(self): 1/0\nraise E", "line 3: E"),
        ("raise ValueError('x' * 10**6)", "line 1: ValueError: " + "x" * 500),
    ],
)
def test_whatever_a_module_raises_is_told_with_its_line(text: str, told: str) -> None:
    assert module(text).problems == (f"{told}. What stands below was not run",)


def test_a_line_of_the_students_is_told_where_a_library_raised() -> None:
    loaded = module("import json\njson.loads('{')\n")
    assert loaded.problems[0].startswith("line 2: JSONDecodeError")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", " is empty."),
        (b" \n\t\n", " is empty."),
        (b"\x7fELF\0\0", " is not a text file: it holds null bytes. Save it as UTF-8."),
        (
            "x = 1".encode("utf-16"),
            " is not a text file: it holds null bytes. Save it as UTF-8.",
        ),
        (b"x = 1\ny = 2\nz = '\xe9'", ", line 3: byte 0xe9 is not UTF-8. Save it as UTF-8."),
        (
            b"# coding: klingon\n",
            " cannot be read: unknown encoding: klingon. Save it as UTF-8.",
        ),
        (
            b"x = '\xe9'\n",
            ", line 1: byte 0xe9 is not UTF-8. Save it as UTF-8.",
        ),
        (b"def f(:\n", ", line 1: SyntaxError: invalid syntax"),
        (b"if x\n  y = 1", ", line 1: SyntaxError: expected ':'"),
        (b" x = 1", ", line 1: IndentationError: unexpected indent"),
        (b"x = " + b"(" * 100_000, ", line 1: SyntaxError: too many nested parentheses"),
        (b"x = " + b"-" * 1_000_000 + b"1", " cannot be compiled: MemoryError."),
        (
            b"# coding: rot13\nqrs s(): cnff\n",
            " cannot be read as 'rot13', which it declares. Save it as UTF-8.",
        ),
        (
            b"# coding: undefined\ndef f(): pass\n",
            " cannot be read as 'undefined', which it declares. Save it as UTF-8.",
        ),
        (b"import math\n", " defines no function."),
        (
            b"1/0\n",
            " defines no function. First line 1: ZeroDivisionError: division by zero. "
            "What stands below was not run",
        ),
    ],
)
def test_a_module_that_cannot_be_graded_says_why(data: bytes, reason: str) -> None:
    loaded = module(data)
    assert (loaded.reason, loaded.gradable, loaded.functions) == ("qkv.py" + reason, False, ())


def test_a_file_that_is_too_large_says_how_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "MAX_BYTES", 1 << 20)
    told = "qkv.py has 2 MiB, and 1 can be read. Clear its outputs and save it again."
    assert module(b" " * (2 << 20)).reason == told


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffdef f(): return 'é'\n".encode(),
        "# coding: latin-1\ndef f(): return 'é'\n".encode("latin-1"),
        b"def f():\r\n    return '\xc3\xa9'\r\n",
    ],
)
def test_encodings_that_python_reads_are_read(data: bytes) -> None:
    assert module(data).namespace["f"]() == "é"


def test_a_large_literal_is_read() -> None:
    assert module("def f(): pass\nx = '" + "a" * 10_000_000 + "'").functions == ("f",)


def test_a_dataclass_and_a_source_can_be_looked_up() -> None:
    loaded = module(
        "from dataclasses import dataclass\n"
        "@dataclass\nclass A:\n    x: 'int' = 1\ndef f(): return A()\n"
    )
    assert loaded.namespace["f"]().x == 1
    assert inspect.getsource(loaded.namespace["f"]) == "def f(): return A()\n"


def test_from_course_import_check_does_nothing() -> None:
    loaded = notebook(
        "from course import check", "def f(): return 1", "check('f')\nimport course\ncourse.check()"
    )
    assert loaded.problems == ()
    assert loaded.functions == ("check", "f")


def test_a_block_that_is_traced_runs_as_any_other() -> None:
    loaded = notebook("import course\nwith course.trace() as nothing:\n    def f(): return 1")
    assert loaded.problems == ()
    assert "f" in loaded.functions


def test_the_real_course_is_there_where_it_is_asked_for() -> None:
    loaded = module("from course.errors import CourseError\n", real_course=True)
    assert loaded.problems == ()


def test_answers_are_texts() -> None:
    loaded = module("answers = {'a': 'b', 'c': None, 'd': 3, 4: 'e'}\n")
    assert loaded.answers == {"a": "b"}
    assert loaded.problems == (
        "answers['d'] is 3, and should be a string",
        "answers[4] is 'e', and should be a string",
    )
    assert loaded.gradable


def test_answers_that_are_no_dict_are_told() -> None:
    loaded = module("def f(): pass\nanswers = ['a']\n")
    assert (loaded.answers, loaded.problems) == ({}, ("answers is a list, and should be a dict",))


def test_an_answer_without_a_repr_is_told_all_the_same() -> None:
    loaded = module("class A:\n  def __repr__(self): 1/0\nanswers = {'a': A()}\n")
    assert loaded.problems == ("answers['a'] is a A, and should be a string",)


def test_many_problems_are_cut() -> None:
    loaded = module(f"answers = dict.fromkeys({list(range(100))}, 1)\n")
    assert len(loaded.problems) == loader.MAX_PROBLEMS + 1
    assert loaded.problems[-1] == "and 80 more"


# Notebooks


def test_a_cell_that_fails_does_not_stop_the_rest() -> None:
    loaded = notebook(
        "import nothing_of_that_name",
        "def f():\n    return 1",
        "def g(:\n    pass",
        "x = 1\n\n1 / 0\ny = 2",
        ["def h():\n", "    return 3"],
    )
    assert loaded.functions == ("f", "h")
    assert loaded.problems == (
        "code cell 1, line 1: ModuleNotFoundError: No module named 'nothing_of_that_name'",
        "code cell 3, line 1: SyntaxError: invalid syntax",
        "code cell 4, line 3: ZeroDivisionError: division by zero",
    )


def test_cells_are_counted_without_the_text_between() -> None:
    text = {"cell_type": "markdown", "source": "words"}
    cell = {"cell_type": "code", "source": "1 / 0"}
    loaded = raw_notebook({"cells": [text, text, cell, text, cell]})
    assert [problem[:12] for problem in loaded.problems] == ["code cell 1,", "code cell 2,"]


MAGICS = {
    "%matplotlib inline\ndef f(): return 1": 1,
    "!pip install numpy\ndef f(): return 1": 1,
    "x = 7\n%time x\n!echo it's (\n?x\nx?\ndef f(): return x": 7,
    "def f():\n    %time 1\n    return 2": 2,
    "files = !ls\ny = %timeit -o 1\ndef f(): return 3": 3,
    "!echo a \\\n  b \\\n  c\ndef f(): return 4": 4,
    "%%time\ndef f(): return 5": 5,
    "%%capture out\ndef f(): return 6": 6,
    "x = (17\n  % 10\n)\n%time\ndef f(): return x": 7,
    "x = '''\n%matplotlib\n'''\n%time\ndef f(): return len(x)": 13,
    "if True:\n    %time 1\ndef f(): return 8": 8,
}


@pytest.mark.parametrize("cell", MAGICS)
def test_magics_are_passed_over(cell: str) -> None:
    loaded = notebook(cell)
    assert loaded.problems == ()
    assert loaded.namespace["f"]() == MAGICS[cell]


@pytest.mark.parametrize("cell", ["%%bash\nrm -rf x", "%%html\n<b>", "%%writefile a.py\nx = 1"])
def test_a_cell_in_another_language_is_passed_over(cell: str) -> None:
    assert notebook(cell, "def f(): pass").problems == ()


def test_a_magic_leaves_the_lines_below_their_numbers() -> None:
    loaded = notebook("%matplotlib inline\n!ls\n\n1 / 0", "def f(): pass")
    assert loaded.problems == ("code cell 1, line 4: ZeroDivisionError: division by zero",)


def test_a_syntax_error_beside_a_magic_is_still_one() -> None:
    loaded = notebook("%time\ndef f(:\n  pass", "def g(): pass")
    assert loaded.problems == ("code cell 1, line 2: SyntaxError: invalid syntax",)


def test_display_does_no_harm() -> None:
    loaded = notebook("def f(): return 1\ndisplay(f())\ndef g(): pass")
    assert (loaded.functions, loaded.problems) == (("f", "g"), ())


def test_a_cell_that_loops_does_not_stop_the_rest() -> None:
    loaded = notebook("while True:\n    pass", "def f(): return 1", seconds=0.8)
    assert loaded.functions == ("f",)
    assert loaded.problems[0].endswith("stopped after 0.4 s")


def test_where_no_time_is_left_the_rest_is_told() -> None:
    loaded = notebook("def f(): pass", seconds=0.0)
    assert loaded.problems == ("code cell 1 and what is below: no time was left",)


def test_an_older_notebook_is_read() -> None:
    cell = {"cell_type": "code", "input": ["def f():\n", "    return 1"], "language": "python"}
    loaded = raw_notebook({"nbformat": 3, "worksheets": [{"cells": [cell]}, {}, 3]})
    assert loaded.functions == ("f",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "qkv.ipynb is empty."),
        (b"{\n\n oops", "qkv.ipynb is not a notebook: line 3 is not JSON."),
        (b"{\n\xff", "qkv.ipynb is not a notebook: line 2 is not UTF-8."),
        (b"[" * 100_000, "qkv.ipynb is not a notebook: its JSON cannot be read."),
        (b"[1]", "qkv.ipynb is not a notebook: it has no cells."),
        (b"{}", "qkv.ipynb is not a notebook: it has no cells."),
        (b'{"cells": 3}', "qkv.ipynb is not a notebook: it has no cells."),
        (b'{"cells": []}', "qkv.ipynb holds no code."),
        (b'{"cells": [1, {"cell_type": "code", "source": 3}]}', "qkv.ipynb holds no code."),
        (
            b'{"cells": [{"cell_type": "code", "source": "x = 1"}]}',
            "qkv.ipynb defines no function.",
        ),
        (
            b'{"cells": [{"cell_type": "code", "source": "1 +"}]}',
            "qkv.ipynb defines no function. First code cell 1, line 1: SyntaxError: invalid syntax",
        ),
    ],
)
def test_a_notebook_that_cannot_be_graded_says_why(data: bytes, reason: str) -> None:
    assert load("ipynb", data, "qkv.ipynb").reason == reason


def test_a_cell_too_deep_to_compile_is_a_problem_of_that_cell() -> None:
    loaded = notebook("x = " + "-" * 1_000_000 + "1", "def f(): pass")
    assert loaded.problems == ("code cell 1 cannot be compiled: MemoryError",)


def test_a_place_is_the_innermost_line_of_the_students() -> None:
    loaded = notebook("import json\ndef f():\n    json.loads('{')", "def g():\n\n    f()")
    with pytest.raises(ValueError, match="Expecting") as error:
        loaded.namespace["g"]()
    assert place(error.tb, "qkv.ipynb") == (3, "code cell 1, line 3")
    assert place(None, "qkv.ipynb") == (None, "")


def test_loading_needs_no_module_that_is_only_on_unix() -> None:
    """As Windows would: no alarm, and no fcntl, resource or the like to import."""
    text = f"""
import signal, sys
sys.path.insert(0, {str(Path(loader.__file__).parent)!r})
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules[name] = None
del signal.setitimer, signal.SIGALRM
import loader
print(loader.load("py", b"def f(): return 1", "qkv.py").functions)
"""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout == "('f',)\n"
