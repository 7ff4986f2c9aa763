"""What is kept from one notebook to the next, and when it ends."""

import importlib.util
import os
import shutil
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from course.errors import CouldNotGrade, Lost
from course.gradebook import kept as module
from course.gradebook.kept import Kept, close, kept
from course.model import Status
from course.submission import Source, Submission
from course.worker.process import Limits

TINY = Path(__file__).resolve().parents[2] / "assets" / "tiny"


class Processes:
    """Stand for the processes of an assignment."""

    def __init__(self, *key):
        self.key, self.closed = key, threading.Event()

    def close(self):
        self.closed.set()


@pytest.fixture
def made(monkeypatch):
    """Every set of processes that was started, in order."""
    close()
    found = []

    def start(*key):
        found.append(Processes(*key))
        return found[-1]

    monkeypatch.setattr(module, "Kept", start)
    yield found
    close()


def use(root, assignment="numbers", sandbox="auto"):
    with kept(root, assignment, sandbox, 60.0):
        pass


def test_the_next_notebook_finds_the_same_processes(made):
    use(TINY)
    use(TINY)
    assert [processes.closed.is_set() for processes in made] == [False]


def test_another_assignment_ends_them(made):
    use(TINY)
    use(TINY, "letters")
    assert [processes.closed.is_set() for processes in made] == [True, False]


def test_a_changed_course_ends_them(made, tmp_path):
    root = shutil.copytree(TINY, tmp_path / "tiny")
    use(root)
    grader = next((root / "grader").rglob("*.py"))
    os.utime(grader, (2_000_000_000, 2_000_000_000))
    use(root)
    assert [processes.closed.is_set() for processes in made] == [True, False]


def test_they_end_when_nobody_asks_for_a_while(made, monkeypatch):
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    use(TINY)
    assert made[0].closed.wait(60.0)


def test_they_end_where_something_breaks(made):
    with pytest.raises(CouldNotGrade), kept(TINY, "numbers", "auto", 60.0):
        raise CouldNotGrade("it broke")
    assert made[0].closed.is_set()


def test_a_shell_whose_zygote_dies_is_no_fault_of_the_students():
    def start(limits, path, beside):
        raise Lost

    jail = SimpleNamespace(start=start)
    processes = SimpleNamespace(_sandbox="off", _limits=Limits(), _jail=jail)
    with pytest.raises(CouldNotGrade, match="shell did not start: The process that starts workers"):
        Kept.shell(processes, ())


def test_real_processes_grade_and_run_cells():
    data = b"def double(x):\n    return 2 * x"
    try:
        with kept(TINY, "numbers", "auto", 60.0) as processes:
            graded = processes.start_grading(Submission("ada", Source("py", data, "numbers.py")))
            with processes.shell(()) as shell:
                (output,) = shell.run_cell("6 * 7", 10.0)
            assert output.data["text/plain"] == "42"
            assert graded.result().status is Status.GRADED
    finally:
        close()


@pytest.mark.skipif(
    not importlib.util.find_spec("matplotlib"), reason="needs the extra plot; make test has it"
)
def test_matplotlib_is_there_from_the_first_notebook_that_draws():
    cell = "import sys; 'matplotlib' in sys.modules"
    loaded = []
    try:
        with kept(TINY, "numbers", "auto", 60.0) as processes:
            for draws in (False, True, False):
                processes.begin_shell(draws=draws)
                with processes.shell(()) as shell:
                    (output,) = shell.run_cell(cell, 10.0)
                    loaded.append(output.data["text/plain"])
    finally:
        close()
    assert loaded == ["False", "True", "True"]
