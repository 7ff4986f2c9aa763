"""What a student cannot do here reads as a sentence, and ends nothing else."""

from pathlib import Path

import pytest

from course.isolation import LAYERS
from course.submission import Source
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits

LIMITS = Limits(load_seconds=10.0, exercise_seconds=10.0)
CODE = Source("py", Path(__file__).with_name("refused.py").read_bytes(), "qkv.py")
THREADS = "Threads cannot be started here: do the work in the function itself."
PROCESSES = "Other processes cannot be started here: do the work in the function itself."
NETWORK = "The network cannot be used here: hand in the data beside your file."
WRITING = "[Errno 1] Files cannot be written here, so return or print it: 'out.txt'"


@pytest.fixture(params=[LAYERS, ("landlock", "seccomp", "rlimits")], scope="module")
def worker(request):
    """One submission, which goes on after every refusal."""
    with Jail(LIMITS, request.param) as jail, Worker(LIMITS, start=jail.start) as worker:
        assert worker.load(CODE).problems == ()
        yield worker


def said(worker, act):
    worker.budget()
    return worker.call("attempt", act)


@pytest.mark.parametrize("act", ["a thread", "a timer", "a pool of threads"])
def test_threads_are_refused_in_a_sentence(worker, act):
    assert said(worker, act) == ["PermissionError", THREADS]


@pytest.mark.parametrize(
    "act",
    [
        "a process",
        "a pool",
        "another pool of threads",
        "a queue",
        "a pool of processes",
        "a program",
        "the output of a program",
        "a shell",
        "the output of a shell",
        "a fork",
        "another program",
        "a spawned program",
    ],
)
def test_processes_are_refused_in_a_sentence(worker, act):
    assert said(worker, act) == ["PermissionError", PROCESSES]


@pytest.mark.parametrize("act", ["a socket", "a connection", "an address", "a request"])
def test_the_network_is_refused_in_a_sentence(worker, act):
    assert said(worker, act) == ["PermissionError", NETWORK]


def test_a_page_is_refused_as_urllib_tells_it(worker):
    assert said(worker, "a page") == ["URLError", f"<urlopen error {NETWORK}>"]


@pytest.mark.parametrize(
    "act",
    [
        "a written file",
        "a file written by keyword",
        "a text written to a path",
        "a saved array",
        "a saved text",
        "an array written to a file",
    ],
)
def test_a_written_file_is_refused_in_a_sentence(worker, act):
    assert said(worker, act) == ["PermissionError", WRITING]


def test_a_file_of_others_is_refused_or_is_not_there(worker):
    assert said(worker, "a file of others") == (
        ["FileNotFoundError", "[Errno 2] No such file or directory: '/etc/passwd'"]
        if "namespaces" in worker.layers
        else [
            "PermissionError",
            "[Errno 13] Only the files handed in with yours can be read here: '/etc/passwd'",
        ]
    )


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (
            "a file that is not there",
            "FileNotFoundError",
            "[Errno 2] No such file or directory: 'data.csv'",
        ),
        ("a folder", "PermissionError", "[Errno 1] Operation not permitted: 'out'"),
        ("an answer", "EOFError", "input() has nobody to answer it here"),
        ("a signal", "PermissionError", "[Errno 1] Operation not permitted"),
    ],
)
def test_other_refusals_are_pythons_own(worker, act, kind, words):
    assert said(worker, act) == [kind, words]


def test_a_temporary_file_has_no_place(worker):
    kind, words = said(worker, "a temporary file")
    assert kind == "FileNotFoundError"
    assert words.startswith("[Errno 2] No usable temporary directory found in")


def test_sleeping_is_allowed(worker):
    worker.budget()
    assert worker.call("nap") == "slept"


def test_an_alarm_rings(worker):
    worker.budget()
    assert worker.call("alarmed") == ["alarm"]
