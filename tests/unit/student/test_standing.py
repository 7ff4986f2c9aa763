import os
import re
from datetime import datetime

import pytest

from course.errors import MissingInput
from course.student.standing import standing

DOUBLE = "def double(x):\n    if not x.size:\n        raise ValueError\n    return 2 * x\n"


def states(folder):
    found = standing(folder)
    return {each.name: found.state(each) for each in found.report.exercises}


def test_a_skeleton_is_not_started(handed_out):
    found = standing(handed_out)
    assert {found.state(each) for each in found.report.exercises} == {"not_started"}
    assert found.open_questions == ("twice", "rows")


def test_a_notebooks_skeleton_is_not_started(handed_out_notebook):
    assert set(states(handed_out_notebook).values()) == {"not_started"}


def test_what_was_begun_and_still_raises_is_started(handed_out):
    path = handed_out / "numbers.py"
    path.write_text(re.sub(r"( +)(raise Not.*double)", r"\1y = x.shape\n\1\2", path.read_text()))
    assert states(handed_out) == {"double": "started", "total": "not_started"}


def test_what_runs_has_the_verdict_of_the_check(handed_out):
    (handed_out / "numbers.py").write_text(f"{DOUBLE}def total(x):\n    return x\n")
    assert states(handed_out) == {"double": "passed", "total": "failed"}


def test_an_exercise_that_raises_through_another_is_told_by_its_own_source(handed_out):
    (handed_out / "numbers.py").write_text(
        "def double(x):\n    raise NotImplementedError\ndef total(x):\n    return double(x)\n"
    )
    assert states(handed_out) == {"double": "not_started", "total": "started"}


@pytest.mark.parametrize(
    ("answers", "still"),
    [
        ("answers = {'twice': 'b', 'rows': 'z'}", ("rows",)),
        ("answers = {'twice': ' B', 'rows': 'a'}", ()),
        ("answers = dict(twice='b')", ()),
    ],
)
def test_a_question_without_an_option_is_open_where_the_file_says_so(handed_out, answers, still):
    (handed_out / "numbers.py").write_text(f"{answers}\n{DOUBLE}")
    assert standing(handed_out).open_questions == still


def test_the_last_change_is_the_files(handed_out):
    os.utime(handed_out / "numbers.py", (1_000_000_000, 1_000_000_000))
    changed = standing(handed_out).changed
    assert changed == datetime.fromtimestamp(1_000_000_000).astimezone()


def test_a_broken_file_has_a_standing(handed_out):
    (handed_out / "numbers.py").write_text("def double(x:\n")
    found = standing(handed_out)
    assert found.report.broken.startswith("numbers.py, line 1: SyntaxError")
    assert found.open_questions == ()


def test_a_folder_without_an_assignment_is_told(tmp_path):
    with pytest.raises(MissingInput, match="No assignment here"):
        standing(tmp_path)
