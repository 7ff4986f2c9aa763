"""What autograding notes for the feedback page: as its student may read it, and checked."""

import json
from dataclasses import replace

import pytest
from nbformat.v4 import new_notebook, writes

from course.gradebook.noted import KEY, Noted, note, noted
from course.model import (
    Assignment,
    Diagnosis,
    GradedExercise,
    GradedQuestion,
    GradedTest,
    Maps,
    Outcome,
    Report,
    Status,
    Symptom,
    Written,
)

QKV = Assignment("qkv", "Queries", "", "", (), written=(Written("why", "Why?", "Look.", 2.0),))
MAPS = Maps("seq_q", "seq_k", "batch=0", ((float("inf"),),), ((1.0,),))
TEST = GradedTest("test_rows", "Rows sum to 1.", Outcome.FAILED, 2.0, "It returned None.")
REPORT = Report(
    "ada",
    "qkv",
    Status.GRADED,
    (
        GradedExercise(
            "softmax",
            "Weights",
            (TEST,),
            Diagnosis("Over the queries.", "over_queries"),
            Symptom("toy", "(1, 1)", "(1, 1)", False, MAPS),
        ),
        GradedExercise("mix", "Mix", ()),
    ),
    (GradedQuestion("a", "What?", None, False, 1.0),),
    flags=("Two files.",),
)


def with_note(report=REPORT):
    nb = new_notebook()
    note(nb, QKV, report)
    return nb


def test_a_note_is_read_back_as_it_was_written():
    assert noted(with_note()) == Noted("Queries", {"written_why": "Why?"}, REPORT)


def test_what_is_for_the_instructor_alone_is_not_noted():
    secret = replace(TEST, detail="hidden 4711")
    exercise = GradedExercise("softmax", "", (secret,))
    nb = with_note(replace(REPORT, exercises=(exercise,), source="their code"))
    assert "4711" not in writes(nb)
    assert "their code" not in writes(nb)


def test_a_notebook_with_a_note_is_json_that_every_reader_takes():
    def refuse(constant):
        raise AssertionError(constant)

    json.loads(writes(with_note()), parse_constant=refuse)


def changed(**values):
    report = {**json.loads(with_note().metadata[KEY])["report"], **values}
    return json.dumps({"title": "Queries", "written": {}, "report": report})


EXERCISE = json.loads(with_note().metadata[KEY])["report"]["exercises"][0]


def with_maps(**values):
    maps = {**EXERCISE["symptom"]["maps"], **values}
    return changed(exercises=[{**EXERCISE, "symptom": {**EXERCISE["symptom"], "maps": maps}}])


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        {"title": "Queries"},
        "",
        "{",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({"title": "x"}),
        changed(status="excellent"),
        changed(score=24.0),
        changed(flags="Two files."),
        changed(flags=[None]),
        changed(seconds=True),
        changed(exercises=[{**EXERCISE, "tests": [1]}]),
        changed(exercises=[{**EXERCISE, "diagnosis": "x"}]),
        with_maps(got=[]),
        with_maps(got=[[]]),
        with_maps(got=[[1.0], [1.0, 2.0]]),
        with_maps(expected=[["x"]]),
    ],
)
def test_a_note_that_we_did_not_write_is_none(text):
    nb = new_notebook()
    nb.metadata[KEY] = text
    assert noted(nb) is None
