"""A file that draws is loaded and graded all the same: nothing is drawn, and nothing fails."""

from pathlib import Path

import numpy as np
import pytest

from course.isolation import LAYERS
from course.submission import Source
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits

DRAWS = Source("py", Path(__file__).with_name("draws.py").read_bytes(), "qkv.py")


@pytest.fixture
def worker():
    with Jail(Limits(), LAYERS) as jail, Worker(Limits(), start=jail.start) as worker:
        yield worker


def test_a_file_that_draws_is_loaded_whole(worker):
    loaded = worker.load(DRAWS)
    assert (loaded.problems, loaded.reason) == ((), "")
    worker.budget()
    np.testing.assert_array_equal(worker.call("double", np.ones(3)), [2.0, 2.0, 2.0])


def test_what_it_draws_with_is_no_value(worker):
    worker.load(Source("py", b"import pylab\n\ndef f(x):\n    return pylab.plot(x)\n", "qkv.py"))
    worker.budget()
    assert "_Nothing" in str(worker.call("f", 1.0))
