"""`course demo` on a small class; `test_nbgrader.py` has the real one, and goes on from there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from course import demo as demo_room
from course.catalog import load_course
from course.cli.instructor import demo
from course.errors import CouldNotGrade

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "assets" / "tiny"
TWO_STUDENTS = """
[[student]]
name = "ada"
story = "everything is right"
score = 10.0

[[student]]
name = "bea"
story = "squares where she should double, so the totals are not tried"
form = "ipynb"
answers = { twice = "b" }
score = 1.0
[student.functions]
double = "chaff:squared"
"""


def run_demo(out, course):
    return subprocess.run(
        [str(Path(sys.executable).parent / "course"), "demo", "--out", out, "--course", course],
        env=os.environ | {"COURSE_SECRET": "of the tests", "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )


def without_times(text):
    return re.sub(r" *\d+\.\d s", "", text)


@pytest.fixture
def small_course(tmp_path):
    root = shutil.copytree(TINY, tmp_path / "course")
    (root / "solutions" / "numbers" / "class.toml").write_text(TWO_STUDENTS, encoding="utf-8")
    return root


def test_it_runs_twice_in_the_same_folder(small_course, tmp_path):
    first = run_demo(tmp_path / "out", small_course)
    assert first.returncode == 0, first.stdout + first.stderr
    second = run_demo(tmp_path / "out", small_course)
    assert second.returncode == 0, second.stdout + second.stderr
    assert (
        without_times(second.stdout).splitlines()[1:]
        == (without_times(first.stdout).splitlines()[1:])
    )


@pytest.fixture
def here(monkeypatch, small_course, tmp_path):
    """Run the command in this process, as on a machine without nbgrader."""
    monkeypatch.setattr(demo_room, "find_spec", lambda _: None)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("COURSE_SECRET", "of the tests")
    arguments = ["--out", str(tmp_path / "out"), "--course", str(small_course)]
    return lambda: CliRunner().invoke(demo, arguments, standalone_mode=False)


def test_without_nbgrader_the_rest_runs_and_says_how_to_install_it(here, tmp_path):
    done = here()
    assert done.return_value == 0
    assert done.stdout.endswith(
        "Without nbgrader its part was left out. To install it:\n"
        "  python -m pip install 'attention-course[instructor]'\n"
    )
    assert not (tmp_path / "out" / "nbgrader" / "gradebook.db").exists()


def test_nothing_but_a_path_is_wider_than_60_columns(here, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "60")
    lines = here().stdout.replace(str(tmp_path), "").splitlines()
    assert [line for line in lines if len(line) > 60] == []


def test_a_score_that_is_not_expected_is_named_and_the_exit_code_says_so(here, small_course):
    path = small_course / "solutions" / "numbers" / "class.toml"
    path.write_text(TWO_STUDENTS.replace("score = 1.0", "score = 5.0"), encoding="utf-8")
    done = here()
    assert done.return_value == 1
    assert done.stderr == "Not as expected: bea: course grade has 1.0, not 5\n"


def test_a_file_of_somebody_else_in_the_way_is_left_as_it_is(here, tmp_path):
    mine = tmp_path / "out" / "submissions" / "ada" / "numbers.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    done = here()
    assert str(mine) in str(done.exception)
    assert mine.read_text() == "mine"


def test_an_nbgrader_command_that_fails_is_shown_with_what_it_said(small_course, tmp_path):
    course = load_course(small_course)
    shown = demo_room.Demo(course, course.assignments[0], tmp_path / "out")
    shown.nbgrader.mkdir(parents=True)
    with pytest.raises(CouldNotGrade) as caught:
        shown.steps()["nbgrader autograde"]()
    assert str(caught.value).startswith("'nbgrader autograde numbers --force")
    assert "No notebooks were matched" in str(caught.value)
