"""A worker in process answers as one in a process does."""

import warnings

import numpy as np
import pytest

from course.errors import OutOfMemory, TimedOut
from course.submission import Source
from course.worker.in_process import InProcess
from course.worker.process import Limits

FILE = """\
import numpy as np

def double(x):
    print("doubling")
    x *= 2
    return x, {"a": 1}, np.float32(0.5)

def reshaped(x):
    x.shape = (2, 1)

def too_much(x):
    raise MemoryError

def refused(x):
    raise SystemExit(3)

def careless(x):
    return np.log(x) + 0 * np.random.random()

def stopped(x):
    raise KeyboardInterrupt

def stubborn(x):
    try:
        while True:
            pass
    except BaseException:
        return x
"""


@pytest.fixture
def worker():
    with InProcess(Limits(), ["anywhere"]) as worker:
        worker.load(Source("py", FILE.encode(), "f.py"))
        yield worker


def test_values_prints_and_changed_arguments_travel_as_from_a_worker(worker):
    x = np.array([1.0, 2.0])
    value, told, small = worker.call("double", x)
    np.testing.assert_array_equal(value, [2.0, 4.0])
    assert value is not x
    assert str(told) == "a dict"
    assert small == np.float32(0.5)
    np.testing.assert_array_equal(x, [2.0, 4.0])
    assert worker.output == "doubling\n"


def test_errors_travel_as_from_a_worker(worker):
    with pytest.raises(Exception, match="argument changed"):
        worker.call("reshaped", np.ones(2))
    with pytest.raises(Exception, match="SystemExit: 3"):
        worker.call("refused", 1)
    with pytest.raises(OutOfMemory):
        worker.call("too_much", 1)


def test_what_takes_too_long_is_stopped_where_that_is_asked_for():
    limits = Limits(exercise_seconds=0.2)
    with InProcess(limits, ["anywhere"], interrupts=True) as worker:
        worker.load(Source("py", FILE.encode(), "f.py"))
        worker.budget()
        with pytest.raises(TimedOut, match="The exercise took longer than it may"):
            worker.call("stubborn", 1)
        with pytest.raises(TimedOut):
            worker.call("double", np.ones(2))


def test_what_holds_for_a_whole_process_is_the_tests_own(worker):
    np.random.seed(0)
    before = np.random.get_state()[1].tolist(), np.random.get_state()[2]
    with np.errstate(all="raise"), warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("error")
        assert worker.call("careless", np.zeros(1)) == -np.inf
    assert seen == []
    assert (np.random.get_state()[1].tolist(), np.random.get_state()[2]) == before


def test_an_interruption_is_meant_for_the_grader(worker):
    with pytest.raises(KeyboardInterrupt):
        worker.call("stopped", 1)
