import pickle

import pytest

from course.errors import NotIsolated
from course.isolation import LAYERS, MEANING, REMEDY, lacking
from course.reports.isolation import isolation


def test_every_layer_has_its_words():
    assert set(MEANING) == set(REMEDY) == set(LAYERS)


@pytest.mark.parametrize("missing", ["namespaces", "landlock"])
def test_one_layer_that_keeps_files_away_is_enough(missing):
    assert lacking({missing: "why"}, "auto") == {}


@pytest.mark.parametrize("missing", [("seccomp",), ("rlimits",), ("namespaces", "landlock")])
def test_less_than_the_minimum_is_lacking(missing):
    reasons = dict.fromkeys(missing, "why")
    assert lacking(reasons, "auto") == reasons


@pytest.mark.parametrize("missing", LAYERS)
def test_require_insists_on_every_layer(missing):
    assert lacking({missing: "why"}, "require") == {missing: "why"}


def test_off_insists_on_nothing():
    assert lacking(dict.fromkeys(LAYERS, "why"), "off") == {}


def test_the_refusal_names_what_is_missing_and_what_to_do_and_travels():
    error = NotIsolated({"landlock": "this kernel has no Landlock"})
    assert str(error) == (
        "Nothing was graded, for student code would not be isolated enough here. Missing:\n"
        "  landlock: this kernel has no Landlock. It comes with Linux 5.13 and later.\n"
        "With --sandbox off it is graded all the same, and not isolated at all."
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


def test_the_doctor_says_what_holds_and_what_grading_will_do():
    text, enough = isolation(
        ("landlock", "seccomp", "rlimits"), {"namespaces": "Operation not permitted"}, 200
    )
    assert enough
    assert text.splitlines() == [
        "Isolation of student code on this machine:",
        "  missing  namespaces: Operation not permitted. " + REMEDY["namespaces"],
        "  holds    landlock: " + MEANING["landlock"],
        "  holds    seccomp: " + MEANING["seccomp"],
        "  holds    rlimits: " + MEANING["rlimits"],
        "course grade grades here.",
        "course grade --sandbox require refuses here.",
    ]


def test_the_doctor_says_when_grading_will_refuse():
    text, enough = isolation((), dict.fromkeys(LAYERS, "only Linux has it"), 80)
    assert not enough
    assert "course grade refuses here." in text.splitlines()


def test_the_doctor_fits_the_terminal():
    text, _ = isolation(LAYERS, {}, 60)
    assert max(map(len, text.splitlines())) <= 60
