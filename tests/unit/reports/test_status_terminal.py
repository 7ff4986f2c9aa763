import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from course.check_report import CheckedExercise, Verdict
from course.reports import status_json
from course.reports.status_terminal import ago, render
from course.reports.terminal import Screen
from course.student.standing import Standing

CHANGED = datetime(2026, 11, 24, 13, 45, tzinfo=UTC)
NOW = CHANGED + timedelta(hours=2, minutes=10)


@pytest.fixture
def found(checked):
    exercises = (
        *checked.exercises,
        CheckedExercise("begun", "Begun", Verdict.NOT_STARTED),
    )
    report = replace(checked, exercises=exercises)
    return Standing(report, CHANGED, frozenset(["begun"]), ("output_i",))


def test_every_exercise_has_a_line_and_the_next_step_comes_last(found):
    assert (
        render(found, Screen(width=60), NOW)
        == """\
Queries, keys and values
qkv.py, last changed 2026-11-24 13:45, 2 hours ago

✓ project_qkv       passed
✗ split_heads       failed
✗ attention_scores  timed out on line 21
✗ softmax           failed on line 30
✗ mix_values        crashed
· later             not started
· begun             started, its raise line still stands
· quiz              3 of 4 answered

1 of 7 exercises passed.
Open in the quiz: output_i.
Next: split_heads. "course check split_heads" says what to
do.
"""
    )


def test_a_screen_without_the_marks_gets_others(found):
    text = render(found, Screen(width=60, encoding="ascii"), NOW)
    assert text.isascii()
    assert "\nok project_qkv       passed\nx  split_heads       failed\n" in text


def test_marks_are_coloured_where_there_is_colour(found):
    assert "\x1b[32m✓\x1b[0m project_qkv" in render(found, Screen(colour=True), NOW)


def done(found, **more):
    exercises = tuple(replace(each, verdict=Verdict.PASSED) for each in found.report.exercises)
    report = replace(found.report, exercises=exercises, **more)
    return replace(found, report=report, begun=frozenset())


def test_with_all_exercises_done_the_quiz_is_next(found):
    text = render(done(found), Screen(), NOW)
    assert text.endswith('Next: the quiz. "course quiz" asks what is open.\n')


def test_with_all_done_nothing_is_next(found):
    found = replace(done(found, answered=4), open_questions=())
    text = render(found, Screen(), NOW)
    assert text.endswith("7 of 7 exercises passed.\nNothing left to do here.\n")


def test_a_broken_file_comes_first(found, broken):
    text = render(replace(found, report=broken), Screen(), NOW)
    assert broken.broken.partition("\n")[0] in text
    assert text.endswith('Next: put that right in qkv.py and run "course check".\n')


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=1, minutes=59), "1 hour ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(span, words):
    assert ago(span) == words


def test_the_document_holds_the_states(found):
    document = json.loads(status_json.dumps(found))
    exercises = document.pop("exercises")
    assert document == {
        "schema": "course/status/v1",
        "assignment": "qkv",
        "title": "Queries, keys and values",
        "file": "qkv.py",
        "changed": "2026-11-24T13:45:00+00:00",
        "broken": "",
        "notes": list(found.report.notes),
        "quiz": {"answered": 3, "questions": 4, "open": ["output_i"]},
    }
    assert exercises[0] == {"name": "project_qkv", "title": "Project the tokens", "state": "passed"}
    assert exercises[-1]["state"] == "started"
