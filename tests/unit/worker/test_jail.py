"""The jail on this machine, in every set of layers that it has."""

import os
import re
import signal
from pathlib import Path

import numpy as np
import pytest

from course.errors import Crashed, Lost, NotIsolated, TimedOut
from course.isolation import LAYERS
from course.submission import Source
from course.worker import seccomp
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import LOST, Limits

SETS = {
    "every layer": LAYERS,
    "as in Docker": ("landlock", "seccomp", "rlimits"),
    "without landlock": ("namespaces", "seccomp", "rlimits"),
}
LIMITS = Limits(load_seconds=5.0, exercise_seconds=5.0, memory_bytes=1 << 30)


def sets_of_this_machine():
    """The sets above that keep files away here: a machine may lack namespaces, or Landlock."""
    with Jail(LIMITS) as jail:
        jail.open()
        return {
            name: layers
            for name, layers in SETS.items()
            if {"namespaces", "landlock"} & set(layers) & set(jail.layers)
        }


CODE = Source("py", Path(__file__).with_name("jailed.py").read_bytes(), "qkv.py")


@pytest.fixture(params=sets_of_this_machine().items(), ids=lambda named: named[0], scope="module")
def jail(request):
    with Jail(LIMITS, request.param[1]) as jail:
        jail.open()
        yield jail


@pytest.fixture
def worker(jail):
    with Worker(LIMITS, start=jail.start) as worker:
        assert worker.load(CODE).problems == ()
        worker.budget()
        yield worker


def test_this_machine_can_isolate():
    assert sets_of_this_machine()


def test_the_layers_asked_for_hold_or_say_why_not(jail):
    assert set(jail.layers) | set(jail.missing) == set(LAYERS)
    assert all(jail.missing.values())


def test_results_name_the_layers(worker, jail):
    assert worker.layers == jail.layers


@pytest.mark.parametrize(
    "act",
    [
        "read_passwd",
        "list_folder",
        "write_file",
        "make_folder",
        "open_socket",
        "start_process",
        "fork",
        "signal_parent",
        "send_out_of_band",
        "peek",
    ],
)
def test_what_is_refused_reads_as_an_os_error(worker, act):
    assert worker.call("refused", act) in ("PermissionError", "FileNotFoundError")


def test_threads_are_refused(worker):
    assert worker.call("refused", "start_thread") == "PermissionError"


def test_limits_cannot_be_lifted(worker):
    assert worker.call("refused", "change_limits") == "ValueError"


def test_all_of_numpy_and_the_common_library_work(worker):
    assert worker.call("compute", np.arange(6.0).reshape(2, 3)) == pytest.approx(51.0)


def test_random_numbers_differ_between_submissions(jail):
    drawn = set()
    for _ in range(3):
        with Worker(LIMITS, start=jail.start) as worker:
            worker.load(CODE)
            drawn.add(worker.call("draw"))
    assert len(drawn) == 3


def test_a_flag_of_an_open_file_does_not_reach_the_next_submission(jail):
    found = []
    for _ in range(2):
        with Worker(LIMITS, start=jail.start) as worker:
            worker.load(CODE)
            worker.budget()
            found.append(worker.call("leave_a_flag"))
    assert found[0] == found[1]


def test_ptrace_ends_the_process(worker):
    with pytest.raises(Crashed, match="SIGSYS"):
        worker.call("trace")


def test_a_crash_is_told_and_the_next_submission_runs(jail):
    with Worker(LIMITS, start=jail.start) as worker:
        worker.load(CODE)
        with pytest.raises(Crashed, match="exit code 3"):
            worker.call("leave")
    with Worker(LIMITS, start=jail.start) as worker:
        assert "leave" in worker.load(CODE).functions


def test_a_loop_ends_with_its_time(worker):
    worker.budget(0.2)
    with pytest.raises(TimedOut):
        worker.call("loop")


def test_a_zygote_that_dies_is_told_and_replaced():
    with Jail(LIMITS) as jail:
        worker = Worker(LIMITS, start=jail.start)
        worker.load(CODE)
        os.killpg(jail._zygote.pid, signal.SIGKILL)
        with pytest.raises(Lost):
            worker.call("draw")
        worker.close()
        with Worker(LIMITS, start=jail.start) as worker:
            assert worker.load(CODE).reason == ""


def test_closing_leaves_no_process():
    with Jail(LIMITS) as jail:
        worker = Worker(LIMITS, start=jail.start)
        worker.load(CODE)
        session = jail._zygote.pid
        assert session in sessions()
    worker.close()
    assert session not in sessions()


def test_a_child_is_ready_before_it_is_asked_for(jail):
    with Worker(LIMITS, start=jail.start) as worker:
        worker.load(CODE)
        ready = jail._next
        assert jail.answer(ready._started).isdigit()
        with Worker(LIMITS, start=jail.start) as other:
            assert other._process is ready
            assert "draw" in other.load(CODE).functions


def test_what_the_child_of_a_former_zygote_was_told_is_lost():
    with Jail(LIMITS) as jail:
        child = jail.start(LIMITS, ())
        jail.close()
        other = jail.start(LIMITS, ())
        assert child.end(1.0) == LOST
        assert other.end(1.0) == "exit code 0"  # as its socket is closed


def test_a_zygote_that_does_not_answer_any_more_is_lost(monkeypatch):
    with Jail(LIMITS) as jail:
        child = jail.start(LIMITS, ())
        os.killpg(jail._zygote.pid, signal.SIGSTOP)
        monkeypatch.setattr("course.worker.jail._ANSWER_SECONDS", 0.2)
        assert child.end(0.0) == LOST
        monkeypatch.undo()
        with Worker(LIMITS, start=jail.start) as worker:
            assert worker.load(CODE).reason == ""


def sessions():
    """The session of every process there is."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.add(int(stat.read_text().rpartition(")")[2].split()[3]))
        except OSError:
            continue
    return found


def test_where_it_is_not_linux_every_layer_is_missing(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    with Jail(LIMITS) as jail, pytest.raises(NotIsolated, match="only Linux has it"):
        jail.require("auto")


def test_a_jail_starts_only_what_it_was_made_for(jail):
    with pytest.raises(ValueError, match="limits and the path"):
        jail.start(LIMITS, ["/somewhere"])


HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+)\s+(\d+)"),
    "aarch64": ("/usr/include/asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+)\s+(\d+)"),
}
"""The kernel's own tables, from linux-libc-dev, which .ci/run installs."""


@pytest.mark.parametrize(
    "machine", [machine for machine, (path, _) in HEADERS.items() if Path(path).exists()]
)
def test_system_calls_have_the_kernels_numbers(machine):
    path, pattern = HEADERS[machine]
    kernels = dict(re.findall(pattern, Path(path).read_text()))
    column = list(seccomp.AUDIT_ARCH).index(machine)
    ours = {
        "fstatat" if machine == "aarch64" and name == "newfstatat" else name: numbers[column]
        for name, numbers in seccomp.SYSCALLS.items()
    }
    assert {name: kernels.get(name) for name in ours} == {
        name: None if number is None else str(number) for name, number in ours.items()
    }
