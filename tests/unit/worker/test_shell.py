"""A notebook's cells in the shell of a jail: what they show, and what they cannot do."""

import importlib.util

import pytest

from course.errors import Crashed, OutOfMemory, TimedOut
from course.submission import Beside
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits

LIMITS = Limits(submission_seconds=30.0)


@pytest.fixture(scope="module")
def jail():
    with Jail(LIMITS, notebook=True) as jail:
        jail.open()
        yield jail


@pytest.fixture
def shell(jail):
    with Worker(LIMITS, start=jail.start) as worker:
        yield worker


def texts(shell, source, seconds=10.0):
    """What each output of a cell says."""
    return [
        output.text or output.data.get("text/plain", "")
        for output in shell.run_cell(source, seconds)
    ]


def kinds(shell, source):
    return [output.kind for output in shell.run_cell(source, 10.0)]


def test_outputs_come_in_order(shell):
    cell = "import sys\nprint(1)\nprint(2, file=sys.stderr)\ndisplay(3)\nprint(4)\n5"
    assert texts(shell, cell) == ["1\n", "2\n", "3", "4\n", "5"]
    assert kinds(shell, cell)[3:] == ["stream", "execute_result"]


def test_cells_share_their_names_and_their_history(shell):
    assert texts(shell, "x = 20\nx + 1") == ["21"]
    assert texts(shell, "_ + x, In[1], Out[1]") == ["(41, 'x = 20\\nx + 1', 21)"]


def test_one_notebook_knows_nothing_of_another(jail, shell):
    shell.run_cell("x = 1; import builtins; builtins.left = 1", 10.0)
    with Worker(LIMITS, start=jail.start) as other:
        assert [output.name for output in other.run_cell("x", 10.0)] == ["NameError"]
        assert [output.name for output in other.run_cell("left", 10.0)] == ["NameError"]
        assert texts(other, "In") == ["['', 'x', 'left', 'In']"]


def test_an_exception_is_an_output_and_the_next_cell_runs(shell):
    (output,) = shell.run_cell("def f():\n    1 / 0\nf()", 10.0)
    assert (output.kind, output.name, output.text) == (
        "error",
        "ZeroDivisionError",
        "division by zero",
    )
    assert "----> 2     1 / 0" in "\n".join(output.traceback)
    assert texts(shell, "1") == ["1"]


def test_a_syntax_error_is_an_output(shell):
    (output,) = shell.run_cell("def f(:", 10.0)
    assert output.name == "SyntaxError"


def test_an_exception_whose_text_raises_is_an_output_too(shell):
    cell = "class E(Exception):\n    def __str__(self): raise E\nraise E"
    assert [output.name for output in shell.run_cell(cell, 10.0)][-1:] == ["E"]


def test_magics_are_there(shell):
    assert texts(shell, "%time 1")[-1] == "1"
    assert texts(shell, "%%capture\nprint(1)") == []
    assert "len(obj, /)" in texts(shell, "len?")[0]


def test_await_is_allowed_and_a_loop_is_running_already(shell):
    assert texts(shell, "import asyncio\nawait asyncio.sleep(0.01, 7)") == ["7"]
    (output,) = shell.run_cell("asyncio.run(asyncio.sleep(0))", 10.0)
    assert output.text == "asyncio.run() cannot be called from a running event loop"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("!ls", "Other programs cannot be started here.\n"),
        ("x = !ls", "Other programs cannot be started here.\n"),
        ("%%bash\nls", "Other programs cannot be started here.\n"),
        ("!pip install x", "Other programs cannot be started here.\n"),
        ("%pip install x", "Packages cannot be installed here.\n"),
        ("x = input('name? ')", "There is nobody here to answer.\n"),
        ("import getpass; getpass.getpass()", "There is nobody here to answer.\n"),
        ("breakpoint()", "There is no debugger here.\n"),
        ("import pdb; pdb.set_trace()", "There is no debugger here.\n"),
        ("%debug", "There is no debugger here.\n"),
    ],
)
def test_what_is_refused_says_so_and_the_cell_goes_on(shell, cell, said):
    tail = "" if cell.startswith("%%") else "\nprint('on')"
    assert "".join(texts(shell, cell + tail)).startswith(said + tail[8:10])


def test_a_cell_that_takes_too_long_is_stopped_and_the_next_runs(shell):
    (output,) = shell.run_cell("while True: pass", 0.3)
    assert (output.name, output.text) == ("OutOfTime", "It ran for too long.")
    assert texts(shell, "1") == ["1"]


def test_a_wait_without_end_is_stopped_and_waits_no_more(shell):
    cell = "import asyncio\nawait asyncio.Event().wait()"
    assert [output.name for output in shell.run_cell(cell, 0.3)] == ["OutOfTime"]
    assert texts(shell, "await asyncio.sleep(0, 1)") == ["1"]


def test_one_that_cannot_be_stopped_ends_the_notebook(shell):
    cell = "import time\nwhile True:\n    try: time.sleep(60)\n    except: pass"
    with pytest.raises(TimedOut):
        shell.run_cell(cell, 0.3)
    with pytest.raises(TimedOut):
        shell.run_cell("1", 1.0)


def test_all_cells_together_have_a_limit(jail):
    with Worker(Limits(submission_seconds=0.5), start=jail.start) as shell:
        shell.run_cell("import time; time.sleep(0.3)", 10.0)
        with pytest.raises(TimedOut):
            shell.run_cell("time.sleep(5)", 10.0)


def test_a_cell_that_ends_the_process_is_a_crash(shell):
    with pytest.raises(Crashed, match="exit code 0"):
        shell.run_cell("import os; os._exit(0)", 10.0)


def test_too_much_memory_is_an_error_or_ends_the_notebook(shell):
    try:
        outputs = shell.run_cell("x = bytearray(8 << 30)", 10.0)
    except OutOfMemory:
        return
    assert [output.name for output in outputs] == ["MemoryError"]


def test_a_flood_of_output_is_cut(shell):
    (output, more) = shell.run_cell("print('x' * 48_000_000)", 10.0)
    assert len(output.text) < 200_000
    assert more.text == "… and more than is kept\n"


def test_a_flood_of_outputs_is_cut(shell):
    outputs = shell.run_cell("for i in range(5000): display(i)", 10.0)
    assert len(outputs) == 1001


def test_a_figure_is_cleared_and_updated_as_in_a_kernel(shell):
    cell = "from IPython.display import clear_output, display\n"
    assert texts(shell, cell + "print(1); clear_output(); print(2)") == ["2\n"]
    assert texts(shell, cell + "print(1); clear_output(wait=True); print(2)") == ["2\n"]
    assert texts(shell, cell + "h = display(1, display_id=True); h.update(2)") == ["2"]


@pytest.mark.skipif(
    not importlib.util.find_spec("matplotlib"), reason="needs the extra plot; make test has it"
)
def test_a_plot_is_shown_below_its_cell(shell):
    outputs = shell.run_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", 20.0)
    assert [sorted(output.data) for output in outputs] == [["image/png", "text/plain"]]
    assert kinds(shell, "1") == ["execute_result"]


def test_files_beside_the_notebook_can_be_read_and_nothing_else(jail):
    from functools import partial

    start = partial(jail.start, beside=[Beside("data.csv", b"1,2")])
    with Worker(LIMITS, start=start) as shell:
        assert texts(shell, "open('data.csv').read()") == ["'1,2'"]
        names = [output.name for output in shell.run_cell("open('/etc/passwd')", 10.0)]
        assert names[0] in ("FileNotFoundError", "PermissionError")


def test_course_is_a_stand_in(shell):
    assert texts(shell, "from course import check\ncheck('softmax')") == []


def test_text_that_no_file_can_hold_is_shown_without_it(shell):
    assert texts(shell, "print('a\\ud800b')") == ["ab\n"]


def test_the_same_random_numbers_come_again(jail, shell):
    with Worker(LIMITS, start=jail.start) as other:
        cell = "import numpy as np; np.random.rand()"
        assert texts(shell, cell) == texts(other, cell)
