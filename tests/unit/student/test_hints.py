import json

import pytest

from course.errors import BrokenFile, MissingInput, UnknownName
from course.student.hints import MEMORY, next_exercise, next_hint

FIRST, SECOND = "Which axis are the rows?", "Sum over axis -2."


def shown(folder, name="total", **more):
    hint = next_hint(folder, name, **more)
    return hint.number, hint.text, hint.again


def test_each_call_shows_one_more_and_the_last_stays(handed_out):
    assert [shown(handed_out) for _ in range(4)] == [
        (1, FIRST, False),
        (2, SECOND, False),
        (2, SECOND, True),
        (2, SECOND, True),
    ]


def test_what_stands_on_the_screen_is_not_shown_again(handed_out):
    assert shown(handed_out, seen=1) == (2, SECOND, False)
    assert shown(handed_out, seen=2) == (2, SECOND, True)
    assert shown(handed_out, seen=9) == (2, SECOND, True)


def test_each_exercise_has_its_own_count(handed_out):
    shown(handed_out)
    assert shown(handed_out, "double") == (1, "Add the array to itself.", False)
    assert shown(handed_out) == (2, SECOND, False)


def test_restart_begins_with_the_first(handed_out):
    for _ in range(3):
        shown(handed_out)
    assert shown(handed_out, restart=True) == (1, FIRST, False)
    assert shown(handed_out) == (2, SECOND, False)


@pytest.mark.parametrize(
    "memory",
    ["", "[]", "3", '{"shown": 3}', '{"shown": {"total": "x"}}', "\udcff", "[" * 99999],
)
def test_a_damaged_memory_has_forgotten_and_is_written_anew(handed_out, memory):
    (handed_out / MEMORY).parent.mkdir()
    (handed_out / MEMORY).write_bytes(memory.encode("utf-8", "surrogateescape"))
    assert shown(handed_out) == (1, FIRST, False)
    assert json.loads((handed_out / MEMORY).read_text()) == {
        "schema": "course/hints/v1",
        "shown": {"total": 1},
    }


@pytest.mark.parametrize(("count", "number"), [(-3, 1), (99, 2)])
def test_a_count_that_cannot_be_is_brought_into_range(handed_out, count, number):
    (handed_out / MEMORY).parent.mkdir()
    (handed_out / MEMORY).write_text(json.dumps({"shown": {"total": count}}))
    assert next_hint(handed_out, "total").number == number


def test_where_nothing_can_be_kept_the_first_hint_still_comes(handed_out):
    (handed_out / ".course").write_text("no folder")
    first, second = next_hint(handed_out, "total"), next_hint(handed_out, "total")
    assert (first.text, first.kept) == (second.text, second.kept) == (FIRST, False)


def test_an_unknown_exercise_is_told(handed_out):
    with pytest.raises(UnknownName, match="Did you mean 'total'"):
        next_hint(handed_out, "totl")


def test_an_exercise_without_hints_is_told(handed_out):
    examples = json.loads((handed_out / "examples.json").read_text("utf-8"))
    examples["exercises"][0]["hints"] = []
    (handed_out / "examples.json").write_text(json.dumps(examples))
    with pytest.raises(MissingInput, match="double has no hints"):
        next_hint(handed_out, "double")


def test_the_next_exercise_is_the_first_that_does_not_pass(handed_out):
    assert next_exercise(handed_out) == "double"
    (handed_out / "numbers.py").write_text("def total(x):\n    return x\n")
    assert next_exercise(handed_out) == "double"
    (handed_out / "numbers.py").write_text(
        "def double(x):\n    if not x.size:\n        raise ValueError\n    return 2 * x\n"
        "def total(x):\n    return x\n"
    )
    assert next_exercise(handed_out) == "total"


def test_where_all_pass_none_is_next(handed_out):
    (handed_out / "numbers.py").write_text(
        "def double(x):\n    if not x.size:\n        raise ValueError\n    return 2 * x\n"
        "def total(x):\n    return x.sum(axis=-2)\n"
    )
    assert next_exercise(handed_out) is None


def test_in_a_broken_file_none_is_next(handed_out):
    (handed_out / "numbers.py").write_text("def double(x:\n")
    with pytest.raises(BrokenFile) as raised:
        next_exercise(handed_out)
    assert str(raised.value) == (
        "numbers.py, line 1: SyntaxError: '(' was never closed. "
        "Put that right, or name an exercise."
    )
