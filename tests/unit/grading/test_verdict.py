import numpy as np
import pytest

from course.errors import (
    CouldNotGrade,
    Crashed,
    OutOfMemory,
    StudentError,
    TimedOut,
    WireFault,
)
from course.grading.bench import MissingFunction, Origin
from course.grading.verdict import judge
from course.model import Opaque, Outcome
from course.worker.codec import Handle

HIDDEN = "0.123456"


def told(error, *, name="", place="", side="submission"):
    """The error as it comes from a worker."""
    error.course_origin = Origin(side, "softmax")
    error.student_class = name or type(error).__name__
    error.student_place = place
    return error


@pytest.mark.parametrize(
    ("error", "outcome", "message"),
    [
        (AssertionError(HIDDEN), Outcome.FAILED, ""),
        (AttributeError(HIDDEN), Outcome.FAILED, ""),
        (pytest.fail.Exception(HIDDEN), Outcome.FAILED, ""),
        (
            told(ValueError(HIDDEN), place="line 12"),
            Outcome.ERROR,
            "ValueError on line 12 of your file.",
        ),
        (
            told(ValueError(HIDDEN), place="code cell 5, line 2"),
            Outcome.ERROR,
            "ValueError in code cell 5, line 2.",
        ),
        (told(ValueError(HIDDEN)), Outcome.ERROR, "ValueError when it was called."),
        (
            told(ValueError(HIDDEN), place=f"line {HIDDEN}"),
            Outcome.ERROR,
            "ValueError when it was called.",
        ),
        (
            told(TypeError(HIDDEN)),
            Outcome.ERROR,
            "TypeError when it was called. Are its parameters (scores)?",
        ),
        (
            told(NotImplementedError(HIDDEN), place="line 3"),
            Outcome.ERROR,
            "softmax is not written yet.",
        ),
        (
            told(StudentError(HIDDEN), name=f"E{HIDDEN}", place="line 3"),
            Outcome.ERROR,
            "An exception of your own on line 3 of your file.",
        ),
        (
            told(ValueError(HIDDEN), name=f"E{HIDDEN}", place="line 3"),
            Outcome.ERROR,
            "An exception on line 3 of your file.",
        ),
        (
            told(StudentError(HIDDEN), name="SystemExit", place="line 3"),
            Outcome.ERROR,
            "SystemExit on line 3 of your file.",
        ),
        (
            told(StudentError(HIDDEN), name="argument changed"),
            Outcome.ERROR,
            "It changes the shape or the dtype of the caller's array.",
        ),
        (
            told(TimedOut(HIDDEN)),
            Outcome.TIMEOUT,
            "It took too long. Is there a loop that never ends?",
        ),
        (told(OutOfMemory(HIDDEN)), Outcome.MEMORY, "It asked for more memory than it may have."),
        (told(Crashed(HIDDEN)), Outcome.CRASHED, "It ended the process that runs your code."),
        (told(WireFault(HIDDEN)), Outcome.CRASHED, "Its answer could not be read."),
    ],
)
def test_an_outcome_and_a_message_without_the_text_of_the_exception(error, outcome, message):
    verdict = judge(error, (), "(scores)")
    assert (verdict.outcome, verdict.message) == (outcome, message)
    assert HIDDEN in verdict.detail


def test_a_missing_function_is_told_with_the_nearest():
    verdict = judge(told(MissingFunction("softmax", ["soft_max", "other"])))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.message == (
        "softmax is not defined in your file. There is 'soft_max': rename it if that is the one."
    )


@pytest.mark.parametrize(
    "error",
    [
        told(ValueError(HIDDEN), side="reference"),
        told(TimedOut(HIDDEN), side="reference"),
        CouldNotGrade(HIDDEN),
        pytest.skip.Exception(HIDDEN),
        SystemExit(HIDDEN),
    ],
)
def test_what_is_our_fault_has_no_outcome(error):
    verdict = judge(error)
    assert (verdict.outcome, verdict.message) == (None, "")
    assert HIDDEN in verdict.detail


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "It returned None. Does it return its result?"),
        (HIDDEN, "It returned a text."),
        ([[0.123456]], "It returned a list of numbers or lists, not an array."),
        ([np.ones(2)], ""),
        ((1, 2), ""),
        (np.ones(2), ""),
        (3.0, ""),
        (Handle("a dict"), "It returned a dict."),
        (Handle("an object array of shape (2, 3)"), "It returned an object array."),
        (Handle(f"a E{HIDDEN}"), "It returned something that is no array."),
        (
            Handle("a float64 array of shape (9, 9), 9 GB, too large to be looked at"),
            "It returned more than can be looked at.",
        ),
        (Opaque(HIDDEN), "It returned something that is no array."),
    ],
)
def test_what_is_no_array_is_named_without_its_contents(value, message):
    assert judge(AssertionError("wrong"), (value,)).message == message


def test_a_long_detail_is_cut():
    assert len(judge(AssertionError("x" * 10_000)).detail) == 4000
