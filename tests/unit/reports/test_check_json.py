import json

from course.check_report import exercise_from_json
from course.reports import check_json


def test_the_document_holds_all_that_was_found(checked):
    found = json.loads(check_json.dumps(checked))
    exercises = found.pop("exercises")
    assert found == {
        "schema": "course/check/v1",
        "assignment": "qkv",
        "title": "Queries, keys and values",
        "file": "qkv.py",
        "passed": False,
        "broken": "",
        "line": None,
        "notes": [],
        "output": "",
        "quiz": {"answered": 3, "questions": 4},
    }
    assert tuple(map(exercise_from_json, exercises)) == checked.exercises


def test_an_exercise_is_its_fields(checked):
    assert json.loads(check_json.dumps(checked))["exercises"][2] == {
        "name": "attention_scores",
        "title": "Compare queries with keys",
        "verdict": "timeout",
        "summary": "attention_scores did not come back within 10 s.",
        "diagnosis": "",
        "unknown": False,
        "example": "",
        "inputs": [],
        "expected": None,
        "got": None,
        "place": "line 21",
        "line": 21,
        "code": "    while True:",
        "output": "",
        "maps": None,
        "hint": "Which axes meet?",
        "seconds": 10.0,
    }


def test_a_broken_file_says_why_and_where(broken):
    found = json.loads(check_json.dumps(broken))
    assert (found["passed"], found["line"]) == (False, 3)
    assert found["broken"] == broken.broken
