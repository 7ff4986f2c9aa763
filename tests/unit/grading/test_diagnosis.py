"""Functions observed on all examples of their exercises, in one worker."""

from pathlib import Path

import pytest

from course.catalog import load_course
from course.grading.bench import Bench
from course.grading.diagnosis import know, observe_submission
from course.model import Opaque
from course.submission import Source
from course.worker.process import Limits

TINY = Path(__file__).parents[2] / "assets" / "tiny"


@pytest.fixture
def observed():
    """What a file's functions do on all examples: exercise -> observations."""

    def observe(code):
        course = load_course(TINY)
        assignment = course.assignments[0]
        known = [know(course, assignment, exercise) for exercise in assignment.exercises]
        with Bench(Source("py", code.encode(), "numbers.py"), Limits()) as bench:
            found = observe_submission(bench, known)
        return {one.name: got for one, got in zip(known, found, strict=True)}

    return observe


def test_a_value_that_is_far_too_large_is_told_and_not_kept(observed):
    code = "import numpy as np\ndef {}(x):\n    return [np.zeros((2, 1 << 20))]\n"
    got = observed(code.format("double") + code.format("total"))
    told = Opaque("a list, too large to be looked at", too_large=True)
    assert {each.value for each in got["double"]} == {told}


def test_a_value_that_is_no_larger_than_the_one_that_is_due_is_kept(observed, monkeypatch):
    monkeypatch.setattr("course.grading.diagnosis._LARGEST", 0)
    got = observed("def double(x):\n    return x + 1\ndef total(x):\n    return x.sum(axis=0)\n")
    assert got["double"][0].value.tolist() == [[2.0, 4.0, 6.0], [1.5, 0.0, 5.0]]


def test_public_examples_of_all_exercises_come_first(observed):
    code = """\
import numpy as np
seen = []
def double(x):
    seen.append(x.dtype.name)
    return len(seen)
def total(x):
    seen.append(x.dtype.name)
    return len(seen)
"""
    got = observed(code)
    private = [each.value for each, name in zip(got["double"], "ppx", strict=True) if name == "x"]
    public = [each.value for each in got["total"]]
    assert private[0] > max(public)
