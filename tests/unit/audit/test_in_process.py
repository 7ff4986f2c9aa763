"""A program's verdict is the same in a worker and in process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from course.audit.in_process import InProcess
from course.errors import OutOfMemory
from course.submission import Source
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
"""


@pytest.fixture
def worker():
    with InProcess(Limits(), ["anywhere"]) as worker:
        worker.load(Source("py", FILE.encode(), "f.py"))
        yield worker


def test_every_verdict_of_a_course_is_the_same(root):
    both = Path(__file__).with_name("both_ways.py")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, str(both), str(root)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told) == 37 * 4
    assert [one for one in told if one[2] != one[3]] == []
    assert {one[2]["outcome"] for one in told} == {"passed", "failed", "error"}


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
