import io
import json
import math
from dataclasses import replace

import jsonschema
import pytest

from course.model import (
    Diagnosis,
    GradedExercise,
    GradedQuestion,
    GradedTest,
    Outcome,
    Report,
    Status,
)
from course.reports.json_lines import SCHEMA, JsonLines, json_line

GRADED = Report(
    submission="s001",
    assignment="qkv",
    status=Status.GRADED,
    exercises=(
        GradedExercise(
            "softmax",
            "Weights from scores",
            (
                GradedTest("test_rows", "Rows sum to 1.", Outcome.FAILED, 2.0, "Not 1.", "x = 7"),
                GradedTest("test_shape", "The shape stays.", Outcome.PASSED, 2.0),
            ),
            Diagnosis("You normalised over the queries.", "over_queries"),
        ),
    ),
    quiz=(GradedQuestion("head_dim", "What is d_head?", "b", True, 1.0),),
    seconds=0.0123456789,
    sandbox=("process", "rlimits"),
    flags=("line 3 raised NameError",),
    source="def softmax(scores): ...",
)


def test_a_graded_submission_is_one_whole_object():
    assert json.loads(json_line(GRADED)) == {
        "schema": "course/result/v1",
        "submission": "s001",
        "assignment": "qkv",
        "status": "graded",
        "score": 3.0,
        "max_score": 5.0,
        "seconds": 0.012346,
        "sandbox": ["process", "rlimits"],
        "flags": ["line 3 raised NameError"],
        "exercises": [
            {
                "name": "softmax",
                "score": 2.0,
                "max_score": 4.0,
                "diagnosis": {
                    "chaff": "over_queries",
                    "message": "You normalised over the queries.",
                },
                "tests": [
                    {
                        "name": "test_rows",
                        "title": "Rows sum to 1.",
                        "outcome": "failed",
                        "points": 2.0,
                        "message": "Not 1.",
                        "detail": "x = 7",
                    },
                    {
                        "name": "test_shape",
                        "title": "The shape stays.",
                        "outcome": "passed",
                        "points": 2.0,
                        "message": "",
                    },
                ],
            }
        ],
        "quiz": {"score": 1.0, "max_score": 1.0},
    }


def test_keys_come_in_the_order_of_the_contract():
    assert list(json.loads(json_line(GRADED))) == [
        "schema", "submission", "assignment", "status", "score", "max_score", "seconds",
        "sandbox", "flags", "exercises", "quiz",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "report",
    [
        GRADED,
        Report("s002", "qkv", Status.NOT_GRADABLE, reason="qkv.py, line 3: SyntaxError"),
        Report("s003", "qkv", Status.ERROR, reason="the grader process ended"),
    ],
    ids=lambda report: report.status,
)
def test_every_status_keeps_to_the_schema(report):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    jsonschema.validate(json.loads(json_line(report)), schema)


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "passed"},
        {"score": None},
        {"status": "error", "reason": "ours"},
        {"status": "not_gradable", "reason": "empty"},
        {"colour": "blue"},
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_no_result(broken):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(json_line(GRADED)), **broken}, schema)


def test_our_own_fault_has_no_score():
    report = Report("s003", "qkv", Status.ERROR, reason="the grader process ended")

    result = json.loads(json_line(report))
    assert (result["score"], result["max_score"]) == (None, None)


def test_text_that_utf8_cannot_hold_is_replaced():
    report = Report("a\udcffb", "qkv", Status.NOT_GRADABLE, flags=("\ud800",), reason="\udfff")

    result = json.loads(json_line(report))

    assert (result["submission"], result["flags"], result["reason"]) == ("a�b", ["�"], "�")


def test_a_line_is_ascii_without_control_characters():
    line = json_line(replace(GRADED, submission="\x1b[2J\x9b\u2028ä\n"))

    assert line.isascii()
    assert line.isprintable()


def test_points_that_are_not_a_number_are_refused():
    test = GradedTest("test_rows", "", Outcome.PASSED, math.nan)
    report = replace(GRADED, exercises=(GradedExercise("softmax", "", (test,)),))

    with pytest.raises(ValueError, match="JSON"):
        json_line(report)


def test_each_report_is_flushed_as_its_own_line():
    class Stream(io.StringIO):
        flushed = ()

        def flush(self):
            self.flushed = (*self.flushed, self.getvalue())

    stream = Stream()
    lines = JsonLines(stream)
    lines.add(GRADED)
    lines.add(GRADED)

    assert stream.flushed == (json_line(GRADED) + "\n", (json_line(GRADED) + "\n") * 2)
