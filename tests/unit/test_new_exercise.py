"""A new exercise's files can be read at once, and an audit names all that is left to do."""

import shutil
from pathlib import Path

import pytest

from course.audit.engine import audit
from course.catalog import load_course
from course.errors import MissingInput, UnknownName
from course.new_exercise import new_exercise

SOUND = Path(__file__).parents[1] / "assets" / "sound"


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    shutil.copytree(SOUND, root, ignore=shutil.ignore_patterns("__pycache__"))
    return load_course(root)


def test_three_files_and_the_line_for_the_chapter(course):
    made = new_exercise(course, "rows/half_of")
    assert [str(path.relative_to(course.root)) for path in made.files] == [
        "exercises/rows/half_of.py.j2",
        "solutions/rows/half_of.py",
        "grader/rows/test_half_of.py",
    ]
    assert made.assignment == "rows"
    assert made.chapter == course.root / "exercises/rows/chapter.md.j2"
    assert made.include == '{% include "half_of.py.j2" %}'
    assert 'title = "Half of"' in made.files[0].read_text(encoding="utf-8")


def test_the_audit_names_every_part_that_is_left_to_do(course):
    made = new_exercise(course, "rows/half_of")
    text = made.chapter.read_text(encoding="utf-8").replace("share.py.j2", "half_of.py.j2")
    made.chapter.write_text(text, encoding="utf-8")
    again = load_course(course.root)
    [audited] = audit(again, again.assignments, seeds=1)
    assert {hole.path.name: None for hole in audited.holes}.keys() == {
        "half_of.py",
        "test_half_of.py",
    }
    assert [hole.kind for hole in audited.holes] == [
        "test-without-docstring",
        "chaff-message",
        "chaff-unnamed",
        "wheat-rejected",
        "wheat-rejected",
        "chaff-alive",
        "trivial-earns",
        "test-idle",
    ]


def test_nothing_is_written_where_one_file_is_there_already(course):
    (course.root / "grader/rows/test_half_of.py").write_text("mine", encoding="utf-8")
    with pytest.raises(MissingInput) as caught:
        new_exercise(course, "rows/half_of")
    there = course.root / "grader/rows/test_half_of.py"
    assert str(caught.value) == (
        f"Already there: '{there}'. Choose another name, or go on with that."
    )
    assert there.read_text(encoding="utf-8") == "mine"
    assert not (course.root / "solutions/rows/half_of.py").exists()


@pytest.mark.parametrize("name", ["rows/3x", "rows/", "rows/class", "rows/a-b", "rows/a/b"])
def test_a_name_that_no_function_can_have_is_refused(course, name):
    with pytest.raises(MissingInput, match="is no name of a Python function"):
        new_exercise(course, name)


def test_a_name_without_an_assignment_is_refused(course):
    with pytest.raises(MissingInput) as caught:
        new_exercise(course, "half_of")
    assert str(caught.value) == (
        "'half_of' names no exercise. Write ASSIGNMENT/EXERCISE: rows/half_of."
    )


def test_an_assignment_that_is_not_there_is_named_with_the_nearest(course):
    with pytest.raises(UnknownName, match="Did you mean 'rows'"):
        new_exercise(course, "row/half_of")
