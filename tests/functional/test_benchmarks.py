"""Every benchmark runs, at its smallest, and prints its table; nothing here is timed."""

import ctypes
import functools
import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"

JOBS = os.cpu_count() or 1

SMALLEST = {
    "check.py": ["--runs", "1"],
    "first.py": ["--runs", "1", "--graders", "twenty"],
    "grade.py": ["--submissions", "2", "--runs", "1", "--graders", "twenty"],
    "gradebook.py": ["--submissions", "2", "--sample", "2", "--runs", "1", "--graders", "twenty"],
    "jail.py": ["--submissions", "2", "--runs", "1"],
    "loops.py": ["--submissions", "2"],
    "others.py": ["--submissions", "2", "--sample", "2", "--runs", "1", "--graders", "twenty"],
    "steady.py": ["--submissions", "20"],
}
ROWS = {
    "check.py": [
        "import numpy",
        "bare asserts",
        "course check",
        "without chaffs",
        "import course",
        "import click",
        "course --help",
        "import course - import numpy",
        "course check : bare asserts",
        "course check : without chaffs",
        "course --help : import click",
        "save to verdict, right",
        "save to verdict, wrong",
    ],
    "first.py": ["cold pytest", "course grade", "course grade : cold pytest"],
    "grade.py": [
        "called directly",
        "course grade, 1 job",
        "course grade, 2 jobs",
        "course grade, 1 job : directly",
        "course grade, 2 jobs : directly",
    ],
    "gradebook.py": [
        "stock nbgrader autograde",
        "with nbgrader generate_feedback",
        "autograde with --no-execute",
        "autograde with our executor",
        "course grade --gradebook, 1 job",
        f"the same, {JOBS} jobs",
        "stock : autograde with our executor",
        "both : course grade --gradebook, 1 job",
        f"both : the same, {JOBS} jobs",
    ],
    "jail.py": ["no layer", "every layer"],
    "loops.py": ["without loops", "with loops"],
    "others.py": [
        "course grade, 1 job",
        "course grade as typed",
        "cold pytest",
        "stock nbgrader",
        "cold pytest : course grade, 1 job",
        "stock nbgrader : course grade, 1 job",
        "cold pytest : course grade as typed",
        "stock nbgrader : course grade as typed",
    ],
    "steady.py": [f"to {number}" for number in range(2, 21, 2)],
}


@functools.cache
def smallest(script: str) -> subprocess.CompletedProcess[str]:
    """A benchmark that has ended."""
    return run(script, *SMALLEST[script])


def run(script: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / script), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def measure():
    """The module that runs commands and says what they cost."""
    spec = spec_from_file_location("_measure", BENCHMARKS / "_measure.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["_measure"] = module  # a dataclass looks its module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["_measure"]
    # It adopts whoever is left behind; the servers of other tests must not become our children.
    ctypes.CDLL(None).prctl(module._PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def test_every_benchmark_that_make_runs_is_tried_here():
    assert set(SMALLEST) == {path.name for path in BENCHMARKS.glob("[a-z]*.py")} == set(ROWS)


@pytest.mark.parametrize("script", SMALLEST)
def test_a_benchmark_prints_where_it_ran_and_every_row(script):
    done = smallest(script)
    assert done.returncode == 0, done.stderr
    assert f"Python {sys.version.split()[0]}" in done.stdout
    expected = ROWS[script]
    names = "|".join(map(re.escape, sorted(set(expected), key=len, reverse=True)))
    rows = re.findall(rf"^({names}) +[-\d].*$", done.stdout, flags=re.MULTILINE)
    assert rows == expected


def test_what_is_not_installed_to_compare_with_is_said():
    assert "has none: pytest, check50, otter check\n" in smallest("check.py").stdout


def test_a_peer_that_is_there_is_measured(tmp_path):
    script = tmp_path / "check50" / "bin" / "check50"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\ntest -f qkv.py\n")
    script.chmod(0o755)
    done = run("check.py", "--runs", "1", "--peers", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "\ncheck50 : course check" in done.stdout
    assert "has none: pytest, otter check\n" in done.stdout


def test_scores_of_stock_nbgrader_are_those_of_course_grade():
    """Or it would not be the same work that is compared."""
    done = smallest("others.py")
    apart = re.findall(r"^2 scores of nbgrader are (\S+) off", done.stdout, flags=re.MULTILINE)
    assert apart == ["0.00"]


def test_every_cell_has_the_score_that_stock_nbgrader_gives_it():
    done = smallest("gradebook.py")
    assert re.search(r"^4 cells of stock nbgrader and 4 of ours are equal$", done.stdout, re.M)


def test_the_whole_chapter_is_the_same_work_for_stock_nbgrader_too():
    done = run(
        "others.py", "--submissions", "2", "--sample", "2", "--runs", "1", "--graders", "qkv"
    )
    assert "\n2 scores of nbgrader are 0.00 off those of course grade on average" in done.stdout


def test_a_loop_costs_its_own_exercise_alone():
    done = smallest("loops.py")
    (row,) = re.findall(r"^with loops +(.*)$", done.stdout, flags=re.MULTILINE)
    loopers, *_, exercises_at_0 = row.split()
    assert (loopers, exercises_at_0) == ("1", "1")


BURN = "import time\nwhile time.process_time() < 0.5: pass\n"
"""Half a second of CPU time."""
IN_A_JAIL = f"""
from course.submission import Source
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits

with Jail(Limits()) as jail, Worker(Limits(load_seconds=60.0), start=jail.start) as worker:
    assert worker.load(Source("py", {BURN!r}.encode() + b"def f(): pass", "f.py")).functions
"""
IN_AN_ORPHAN = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {BURN!r}])
"""


@pytest.mark.parametrize(
    "code", [IN_A_JAIL, IN_AN_ORPHAN], ids=["a killed child of the jail", "an orphan"]
)
def test_the_cpu_time_counted_includes_that_of(measure, code):
    assert measure.spend([sys.executable, "-c", code]).cpu > 0.5


def test_a_command_that_fails_stops_the_benchmark_with_its_last_words(measure):
    command = [sys.executable, "-c", "import sys; print('out'); sys.exit('why')"]
    with pytest.raises(SystemExit, match=r"ended with 1: out\nwhy"):
        measure.spend(command)
    assert measure.spend(command, codes=(0, 1)).output == "out\n"


def test_costs_after_the_first_leave_the_start_out(measure):
    costs = measure.Costs(11, [measure.Spent(3.0, 6.0)], [measure.Spent(1.0, 1.0)])
    assert costs.cpu == [pytest.approx(3000 / 11)]
    assert costs.cpu_after_the_first == [200.0]
    assert costs.wall_after_the_first == [500.0]
    assert costs.rate == [pytest.approx(11 / 6)]


def test_turns_alternate(measure):
    order = []
    ways = {name: lambda name=name: order.append(name) or len(order) for name in "AB"}
    assert measure.in_turns(ways, 2) == {"A": [1, 3], "B": [2, 4]}
    assert order == ["A", "B", "A", "B"]


def test_a_spread_is_the_median_with_the_lowest_and_the_highest(measure):
    assert measure.spread([3.0, 1.0, 8.04]) == "3.0 (1.0-8.0)"
    assert measure.ratios([6.0, 1.0], [2.0, 4.0]) == [3.0, 0.25]
    assert measure.differences([6.0, 1.0], [2.0, 4.0]) == [4.0, -3.0]


def test_a_table_is_aligned(measure):
    assert measure.table("what", ["wall", "CPU"], {"a": ["1", "22222"], "bcdef": ["3", ""]}) == (
        "what   wall    CPU\n"
        "a         1  22222\n"
        "bcdef     3"
    )  # fmt: skip
