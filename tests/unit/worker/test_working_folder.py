"""The files beside a submission: read by its code, changed by nobody, gone for the next."""

import io
import stat
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from course.errors import CouldNotGrade
from course.isolation import LAYERS
from course.submission import Beside, Source
from course.worker import process
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits
from course.worker.working_folder import WorkingFolder

LIMITS = Limits(load_seconds=5.0, exercise_seconds=5.0)
READER = Source("py", Path(__file__).with_name("reads_beside.py").read_bytes(), "qkv.py")
LOOKER = Source("py", b"import os\ndef listed(): return os.listdir()\n", "qkv.py")


def saved(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


BESIDE = (
    Beside("data.csv", b"1,2\n3,4\n"),
    Beside("helpers.py", b"def twice(x):\n    return 2 * x\n"),
    Beside("json.py", b"raise SystemExit\n"),
    Beside("numpy.py", b"raise SystemExit\n"),
    Beside("tomllib.py", b"raise SystemExit\n"),
    Beside("weights.npy", saved(np.arange(3.0))),
)


def ways_to_start():
    """Every set of layers that keeps files away here, and none."""
    sets = {
        "every layer": LAYERS,
        "as in Docker": ("landlock", "seccomp", "rlimits"),
        "without landlock": ("namespaces", "seccomp", "rlimits"),
        "off": (),
    }
    with Jail(LIMITS) as jail:
        jail.open()
        held = set(jail.layers)
    return {
        name: layers
        for name, layers in sets.items()
        if not layers or {"namespaces", "landlock"} & set(layers) & held
    }


@pytest.fixture(params=ways_to_start().items(), ids=lambda named: named[0], scope="module")
def start(request):
    layers = request.param[1]
    if not layers:
        yield process.start
        return
    with Jail(LIMITS, layers) as jail:
        yield jail.start


@pytest.fixture
def worker(start):
    with Worker(LIMITS, start=partial(start, beside=BESIDE)) as worker:
        loaded = worker.load(READER)
        assert (loaded.problems, loaded.reason) == ((), "")
        worker.budget()
        yield worker


def test_a_file_beside_is_read_by_its_name(worker):
    assert worker.call("read", "data.csv") == "1,2\n3,4\n"


def test_numpy_reads_the_files_beside(worker):
    assert worker.call("weights").tolist() == [0.0, 1.0, 2.0]
    assert worker.call("table").tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_module_beside_is_imported(worker):
    assert worker.call("twice", 3.5) == 7.0


def test_a_module_of_pythons_or_numpys_name_is_theirs(worker):
    assert worker.call("origins") == ["json", "tomllib", "numpy"]


def test_the_next_submission_finds_nothing(start, worker):
    assert "data.csv" in worker.call("listed")
    worker.close()
    with Worker(LIMITS, start=start) as after:
        after.load(LOOKER)
        assert after.call("listed") == []


def test_the_next_submission_finds_its_own_alone(start, worker):
    worker.close()
    mine = (Beside("mine.csv", b"5"),)
    with Worker(LIMITS, start=partial(start, beside=mine)) as after:
        after.load(LOOKER)
        assert after.call("listed") == ["mine.csv"]


@pytest.mark.parametrize("layers", [s for s in ways_to_start().values() if s])
def test_in_a_jail_nothing_beside_can_be_changed(layers):
    with (
        Jail(LIMITS, layers) as jail,
        Worker(LIMITS, start=partial(jail.start, beside=BESIDE)) as worker,
    ):
        worker.load(READER)
        assert worker.call("change", "data.csv") == []
        assert worker.call("read", "data.csv") == "1,2\n3,4\n"
        assert worker.call("listed") == [file.name for file in BESIDE]


def test_closing_a_jail_removes_its_folder():
    with Jail(LIMITS) as jail:
        jail.open()
        folder = jail._folder.path
        assert folder.is_dir()
    assert not folder.exists()


def test_a_file_that_cannot_be_copied_is_no_fault_of_the_students():
    with Jail(LIMITS) as jail:
        with pytest.raises(CouldNotGrade, match=r"could not be copied: File name too long\."):
            jail.start(LIMITS, (), (Beside("x" * 300, b""),))
        with Worker(LIMITS, start=jail.start) as worker:
            worker.load(LOOKER)
            assert worker.call("listed") == []


def test_nobody_else_on_the_machine_can_look_into_the_folder():
    folder = WorkingFolder()
    try:
        assert stat.S_IMODE(folder.path.stat().st_mode) & 0o007 == 0
    finally:
        folder.remove()
