"""A worker as the grader sees it: real processes, real student code, and peers that cheat."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from course.errors import (
    CouldNotGrade,
    Crashed,
    Fault,
    Lost,
    OutOfMemory,
    StudentError,
    TimedOut,
    WireFault,
)
from course.submission import Source
from course.worker.client import Worker
from course.worker.process import LOST, Limits, Process, _Subprocess

STUDENT = """\
import os, sys, threading, warnings
import numpy as np
def double(x): return 2 * x
def add_one(x): x += 1
def shape(x): x.shape = (-1,)
def dtype(x): x.dtype = np.int64
def force(x):
    x.flags.writeable = True
    x[0] = 9
def say(text): print(text); return len(text)
def low(text): os.write(1, text.encode()); os.write(2, text.encode())
def warn(): warnings.warn("careful"); return np.zeros(1) / np.zeros(1)
def loop():
    while True: pass
def leave(): os._exit(0)
def leave_politely(): sys.exit(0)
def interrupt(): raise KeyboardInterrupt
def crash():
    import ctypes; ctypes.string_at(0)
def much(): return np.ones(10**10)
def deep(): return deep()
class Own(Exception): pass
class OwnValueError(ValueError): pass
def own(): raise Own("mine")
def own_value_error(): raise OwnValueError("mine")
def long_text(): raise ValueError("x" * 10**6)
class Rude(ValueError):
    def __str__(self): raise RuntimeError
def rude(): raise Rude
def escape(): raise ValueError("\\x1b[31mred\\ud800")
def unicode(): "\\ud800".encode()
def several(): raise ExceptionGroup("both", [ValueError("a")])
def key(): return {}["a"]
def change_and_fail(x): x[0] = 7; raise ValueError
def a_dict(): return {"a": 1}
def two(a, b): return a
def read(path):
    with open(path) as file: return file.read()
def environment(): return sorted(os.environ)
def folder(): return os.getcwd()
def write():
    open("left", "w").write("x"); os.makedirs("a/b/c"); os.chmod("a", 0)
    return os.getcwd()
def deep_folders():
    root = os.getcwd()
    for _ in range(1100): os.mkdir("d"); os.chdir("d")
    return root
def spawn():
    pid = os.fork()
    if pid == 0:
        while True: pass
    return pid
def threads(): return threading.active_count()
def imports(name): return __import__(name).__file__
def paths(): return sys.path
def fill(): open("big", "wb").write(b"x" * (32 << 20))
"""


def code(text: str) -> Source:
    return Source("py", text.encode(), "qkv.py")


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    """One worker for tests that leave it alive."""
    with Worker(Limits(submission_seconds=1e6)) as worker:
        worker.load(code(STUDENT))
        yield worker


@pytest.fixture
def worker(shared: Worker) -> Worker:
    shared.budget(30)
    _ = shared.output
    return shared


@pytest.fixture
def fresh() -> Iterator[Worker]:
    """A worker of its own, for tests that end it."""
    with Worker() as worker:
        worker.load(code(STUDENT))
        worker.budget(5)
        yield worker


def test_a_call_returns_the_value(worker: Worker) -> None:
    np.testing.assert_array_equal(
        worker.call("double", np.arange(6.0).reshape(2, 3)), 2 * np.arange(6).reshape(2, 3)
    )


def test_changes_to_an_array_are_written_back(worker: Worker) -> None:
    x = np.zeros((3, 4)).T
    assert worker.call("add_one", x) is None
    np.testing.assert_array_equal(x, np.ones((4, 3)))


def test_the_next_exercise_finds_arrays_as_they_were(worker: Worker) -> None:
    kept = np.arange(6.0).reshape(2, 3)
    worker.call("add_one", kept[0])
    worker.call("add_one", kept)
    assert kept.tolist() == [[2.0, 3.0, 4.0], [4.0, 5.0, 6.0]]
    worker.budget()
    assert kept.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]


def test_a_worker_that_ends_leaves_arrays_as_they_were(fresh: Worker) -> None:
    kept = np.zeros(2)
    fresh.call("add_one", kept)
    fresh.close()
    assert kept.tolist() == [0.0, 0.0]


def test_an_array_that_may_not_be_written_to_any_more_stays(worker: Worker) -> None:
    kept = np.zeros(2)
    worker.call("add_one", kept)
    kept.flags.writeable = False
    worker.budget()
    assert kept.tolist() == [1.0, 1.0]


def test_an_array_that_is_left_alone_is_left_alone(worker: Worker) -> None:
    x = np.arange(3.0)
    worker.call("double", x)
    np.testing.assert_array_equal(x, np.arange(3.0))


def test_changes_are_written_back_where_the_function_raised(worker: Worker) -> None:
    x = np.zeros(2)
    with pytest.raises(ValueError, match=r"^$"):
        worker.call("change_and_fail", x)
    assert x[0] == 7


@pytest.mark.parametrize(
    ("function", "after"), [("shape", "(6,) float64"), ("dtype", "(2, 3) int64")]
)
def test_a_changed_shape_or_dtype_is_named(worker: Worker, function: str, after: str) -> None:
    with pytest.raises(StudentError) as error:
        worker.call(function, np.ones((2, 3)))
    told = f"argument changed: argument 1 was (2, 3) float64 and is now {after}"
    assert str(error.value) == told
    assert worker.alive


def test_a_read_only_array_raises_as_it_does_in_process(worker: Worker) -> None:
    x = np.zeros(2)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        worker.call("add_one", x)


def test_a_read_only_array_that_was_written_to_all_the_same_is_named(worker: Worker) -> None:
    x = np.zeros(2)
    x.flags.writeable = False
    with pytest.raises(StudentError, match="read-only array was written to"):
        worker.call("force", x)
    assert x[0] == 0


@pytest.mark.parametrize(
    "name",
    ["ValueError", "TypeError", "IndexError", "ZeroDivisionError", "NotImplementedError",
     "AssertionError", "OSError", "FileNotFoundError", "SyntaxError",
     "ImportError", "RuntimeWarning", "RecursionError", "Exception"],
)  # fmt: skip
def test_a_built_in_exception_arrives_as_its_class(name: str) -> None:
    with Worker() as worker:
        worker.load(code(f"def f():\n    raise {name}('text')\n"))
        with pytest.raises(Exception, match="text") as error:
            worker.call("f")
    assert type(error.value).__name__ == name
    marks = error.value.student_class, error.value.student_line, error.value.student_place  # type: ignore[attr-defined]
    assert marks == (name, 2, "line 2")


def test_exceptions_of_unusual_making_arrive_as_their_class(worker: Worker) -> None:
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        worker.call("unicode")
    with pytest.raises(ExceptionGroup, match="both"):
        worker.call("several")
    with pytest.raises(KeyError, match=r"^'a'$"):
        worker.call("key")
    with pytest.raises(RecursionError):
        worker.call("deep")


def test_an_own_class_arrives_as_its_nearest_built_in_one(worker: Worker) -> None:
    with pytest.raises(ValueError, match="mine") as error:
        worker.call("own_value_error")
    assert error.value.student_class == "OwnValueError"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("function", "text"),
    [
        ("own", "Own: mine"),
        ("leave_politely", "SystemExit: 0"),
        ("interrupt", "KeyboardInterrupt"),
    ],
)
def test_anything_else_arrives_as_a_student_error(worker: Worker, function: str, text: str) -> None:
    with pytest.raises(StudentError) as error:
        worker.call(function)
    assert str(error.value) == text
    assert error.value.student_class == text.partition(":")[0]  # type: ignore[attr-defined]
    assert worker.alive


@pytest.mark.parametrize("name", ["StopIteration", "StopAsyncIteration"])
def test_what_ends_a_loop_quietly_does_not_end_the_graders(name: str) -> None:
    with Worker() as worker:
        worker.load(code(f"def f(x):\n    raise {name}\n"))
        worker.budget()
        with pytest.raises(StudentError) as error:
            all(map(worker.call, "fff", range(3)))
    assert error.value.student_class == name  # type: ignore[attr-defined]


def test_an_exceptions_text_is_bounded_and_harmless(worker: Worker) -> None:
    with pytest.raises(ValueError, match=r"^x{2000}$"):
        worker.call("long_text")
    with pytest.raises(ValueError, match=r"^red$"):
        worker.call("escape")
    with pytest.raises(ValueError, match=r"^$"):
        worker.call("rude")


def test_a_wrong_number_of_arguments_has_no_line_of_the_students(worker: Worker) -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'b'") as error:
        worker.call("two", 1)
    assert error.value.student_line is None  # type: ignore[attr-defined]


def test_a_function_that_is_not_there_is_a_name_error(worker: Worker) -> None:
    with pytest.raises(NameError, match=r"^'nope' is not defined in the submission\.$"):
        worker.call("nope")


def test_an_argument_that_cannot_travel_is_the_callers_error(worker: Worker) -> None:
    with pytest.raises(TypeError, match="a dict cannot be sent"):
        worker.call("double", {})


def test_prints_are_kept_until_asked_for_and_bounded(worker: Worker) -> None:
    worker.call("say", "hello")
    worker.call("say", "\x1b]0;title\x07you")
    assert worker.output == "hello\nyou\n"
    assert worker.output == ""
    worker.call("say", "x" * 40_000)
    assert 19_000 < len(worker.output) < 21_000


def test_prints_into_the_descriptors_do_not_reach_the_wire(worker: Worker) -> None:
    worker.call("low", "noise" * 2000)
    np.testing.assert_array_equal(worker.call("double", np.ones(2)), [2, 2])


def test_a_warning_costs_nothing_and_is_kept(worker: Worker) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(worker.call("warn"))[0]
    output = worker.output
    assert "UserWarning: careful" in output
    assert "RuntimeWarning: invalid value" in output


def test_the_environment_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_SECRET", "x")
    with Worker() as own:
        own.load(code(STUDENT))
        assert "COURSE_SECRET" not in own.call("environment")


def test_the_course_cannot_be_imported(worker: Worker) -> None:
    root = str(Path(__file__).parents[3])
    assert root not in worker.call("paths")
    for name in ("solutions", "grader", "course.errors"):
        with pytest.raises(ImportError):
            worker.call("imports", name)


def test_a_path_makes_the_real_course_importable() -> None:
    root = str(Path(__file__).parents[3])
    with Worker(path=[root]) as worker:
        worker.load(code("from course.authoring import chaff\ndef f(): return chaff.__module__\n"))
        assert worker.call("f") == "course.authoring"


MEMORY = """
import ctypes, os
class Piece(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
def through_proc(pid, address, size):
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(size).decode()
def through_a_call(pid, address, size):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(size)
    mine, theirs = Piece(ctypes.addressof(buffer), size), Piece(address, size)
    libc.process_vm_readv.restype = ctypes.c_ssize_t
    got = libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    if got < 0: raise OSError(ctypes.get_errno(), "refused")
    return buffer.raw[:got].decode()
def through_the_environment(pid, address, size):
    with open(f"/proc/{pid}/environ") as file: return file.read()
"""


@pytest.mark.parametrize("way", ["through_proc", "through_a_call", "through_the_environment"])
def test_the_graders_memory_cannot_be_read(way: str) -> None:
    secret = ctypes.create_string_buffer(b"a hidden value")
    with Worker() as worker:
        worker.load(code(MEMORY))
        with pytest.raises(OSError, match=r"denied|permitted|refused"):
            worker.call(way, os.getpid(), ctypes.addressof(secret), len(secret))


def test_its_folder_is_its_own_and_is_removed() -> None:
    with Worker() as worker:
        worker.load(code(STUDENT))
        folder = Path(worker.call("write"))
        assert (folder / "left").exists()
        assert folder != Path.cwd()
    assert not folder.exists()


def test_a_very_deep_folder_is_removed() -> None:
    with Worker() as worker:
        worker.load(code(STUDENT))
        folder = Path(worker.call("deep_folders"))
    assert not folder.exists()


def test_a_file_that_is_too_large_is_an_error_of_the_students(fresh: Worker) -> None:
    with pytest.raises(OSError, match="File too large"):
        fresh.call("fill")


def test_files_loaded_later_are_added() -> None:
    with Worker() as worker:
        worker.load(code("def f(): return 1\ndef g(): return 1\n"))
        worker.load(code("def g(): return 2\n"))
        assert (worker.call("f"), worker.call("g")) == (1, 2)


def test_loading_tells_functions_answers_and_problems() -> None:
    with Worker() as worker:
        loaded = worker.load(code("def f(): pass\nanswers = {'a': 'b', 'c': None}\n1 / 0\n"))
    assert loaded.functions == ("f",)
    assert loaded.answers == {"a": "b"}
    assert loaded.problems == (
        "line 3: ZeroDivisionError: division by zero. What stands below was not run",
    )
    assert loaded.gradable


def test_a_file_that_cannot_be_graded_has_a_reason() -> None:
    with Worker() as worker:
        loaded = worker.load(code("def f(:\n"))
    assert not loaded.gradable
    assert loaded.reason == "qkv.py, line 1: SyntaxError: invalid syntax"


def test_more_names_than_can_be_listed_is_a_reason() -> None:
    with Worker() as worker:
        text = "for i in range(50_000): globals()[f'function_number_{i}'] = len\n"
        loaded = worker.load(code(text))
    assert loaded.reason == "qkv.py defines more than can be listed."


# Faults


def fault(worker: Worker, function: str, kind: type[Fault], match: str) -> None:
    with pytest.raises(kind, match=match):
        worker.call(function)
    assert not worker.alive
    with pytest.raises(kind, match=match):
        worker.call("double", np.ones(1))


def test_a_loop_is_timed_out_and_so_is_what_follows(fresh: Worker) -> None:
    fresh.budget(0.2)
    fault(fresh, "loop", TimedOut, r"^The exercise took longer than it may\.$")


def test_the_submission_has_a_cap_of_its_own() -> None:
    with Worker(Limits(submission_seconds=0.6)) as worker:
        worker.load(code(STUDENT))
        worker.budget(60)
        fault(worker, "loop", TimedOut, r"^The submission took longer than it may\.$")


def test_only_time_in_the_worker_counts(fresh: Worker) -> None:
    fresh.budget(1.0)
    time.sleep(1.2)
    np.testing.assert_array_equal(fresh.call("double", np.ones(1)), [2])


def test_a_budget_is_for_all_calls_together() -> None:
    with Worker() as worker:
        worker.load(code("import time\ndef nap(): time.sleep(0.5)\n"))
        worker.budget(1.4)
        worker.call("nap")
        worker.call("nap")
        with pytest.raises(TimedOut):
            worker.call("nap")


def test_an_exit_is_a_crash(fresh: Worker) -> None:
    fault(fresh, "leave", Crashed, r"^The worker ended by itself: exit code 0\.$")


def test_a_segmentation_fault_is_a_crash(fresh: Worker) -> None:
    fault(fresh, "crash", Crashed, r"^The worker ended by itself: SIGSEGV\.$")


def test_too_much_memory_is_out_of_memory(fresh: Worker) -> None:
    fault(fresh, "much", OutOfMemory, r"^More than 2048 MiB were asked for\.$")


def test_too_much_memory_while_loading_is_a_problem_of_the_file() -> None:
    with Worker() as worker:
        loaded = worker.load(code("def f(): pass\nx = bytearray(10**11)\n"))
    assert loaded.problems == ("line 2: MemoryError. What stands below was not run",)


def test_an_exit_while_loading_is_a_crash() -> None:
    with Worker() as worker, pytest.raises(Crashed):
        worker.load(code("import os; os._exit(3)"))


def test_a_loop_while_loading_keeps_what_was_defined() -> None:
    with Worker(Limits(load_seconds=0.3)) as worker:
        loaded = worker.load(code("def f(): return 1\nwhile True: pass\n"))
        assert loaded.problems == ("line 2: stopped after 0.3 s. What stands below was not run",)
        assert worker.call("f") == 1


def test_a_loop_while_loading_that_cannot_be_stopped_is_timed_out() -> None:
    text = "import time\nwhile True:\n  try: time.sleep(9)\n  except BaseException: pass\n"
    with Worker(Limits(load_seconds=0.3)) as worker, pytest.raises(TimedOut, match="The load took"):
        worker.load(code(text))


def test_a_closed_worker_says_so() -> None:
    worker = Worker()
    worker.load(code(STUDENT))
    worker.close()
    worker.close()
    assert not worker.alive
    with pytest.raises(RuntimeError, match="closed"):
        worker.call("loop")


def test_children_of_the_student_end_with_the_worker() -> None:
    with Worker() as worker:
        worker.load(code(STUDENT))
        pid = worker.call("spawn")
    assert _ended(pid)


def _ended(pid: int) -> bool:
    """Whether a process ends, which may take a moment."""
    for _ in range(500):
        if not _runs(pid):
            return True
        time.sleep(0.01)
    return False


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_worker_ends_with_a_grader_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody is left to remove the worker's folder.
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    text = """
import os, signal
from course.submission import Source
from course.worker.client import Worker
worker = Worker()
worker.load(Source("py", b"import os, time\\ndef pid(): return os.getpid()", "qkv.py"))
print(worker.call("pid"), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert _ended(int(done.stdout))


def test_many_workers_leave_no_descriptor_and_no_zombie() -> None:
    def left() -> tuple[int, list[str]]:
        tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        return len([*Path("/proc/self/fd").iterdir()]), [
            child for task in tasks for child in task.read_text().split()
        ]

    with Worker() as worker:
        worker.load(code(STUDENT))
    before = left()
    for number in range(200):
        with Worker(start=_without_numpy) as worker:
            if number % 2:
                worker.load(code("def f(): pass\n"))
    assert left() == before


def _without_numpy(limits: Limits, path: Sequence[str]) -> Process:
    """A process like any other; its server is a stand-in, for 200 imports of numpy take long."""
    return _Subprocess(limits, path, boot=Path(__file__).with_name("small_server.py"))


# Peers that cheat


class Peer:
    """A process that is a thread of ours: it answers with whatever the test says."""

    def __init__(self, *answers: Callable[[dict[str, Any]], bytes]) -> None:
        self.wire, self._theirs = socket.socketpair()
        self._answers = [hello, *answers]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def end(self, patience: float | None = None) -> str:
        self.wire.close()
        self._thread.join()
        self._theirs.close()
        return "exit code 0"

    def _serve(self) -> None:
        for answer in self._answers:
            try:
                size = self._theirs.recv(4, socket.MSG_WAITALL)
                if len(size) < 4:
                    return
                text = self._theirs.recv(struct.unpack(">I", size)[0], socket.MSG_WAITALL)
                request = json.loads(text)
                if request["op"] == "load":
                    self._theirs.recv(request["data"][2][0], socket.MSG_WAITALL)
                if request["op"] == "call":
                    self._theirs.recv(np.zeros(2).nbytes, socket.MSG_WAITALL)
                self._theirs.sendall(answer(request))
            except OSError:
                return
        with contextlib.suppress(OSError):
            self._theirs.recv(1)


def frame(header: Any, payload: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack(">I", len(text)) + text + payload


def hello(request: dict[str, Any]) -> bytes:
    return frame({"nonce": request["nonce"], "output": "", "layers": ["process"]})


GOOD_LOAD = {"functions": ["f"], "answers": {}, "problems": [], "reason": ""}


def loads(request: dict[str, Any]) -> bytes:
    return frame({"nonce": request["nonce"], "output": "", **GOOD_LOAD})


def says(header: dict[str, Any], payload: bytes = b"") -> Callable[[dict[str, Any]], bytes]:
    return lambda request: frame({"nonce": request["nonce"], "output": "", **header}, payload)


def cheated(*answers: Callable[[dict[str, Any]], bytes], calls: int = 1) -> Any:
    with Worker(
        Limits(exercise_seconds=0.5, load_seconds=0.3), start=lambda *_: Peer(*answers)
    ) as worker:
        worker.load(code(""))
        worker.budget()
        for _ in range(calls):
            value = worker.call("f", np.zeros(2))
    return value


@pytest.mark.parametrize(
    "answer",
    {
        "no value": says({}),
        "another nonce": says({"nonce": "0" * 16, "value": 1}),
        "no nonce": lambda _: frame({"output": "", "value": 1}),
        "no output": lambda request: frame({"nonce": request["nonce"], "value": 1}),
        "an output that is no text": says({"output": 3, "value": 1}),
        "a header that is no object": lambda _: frame([1]),
        "a header of 4 GB": lambda _: b"\xff" * 4,
        "a value of no kind": says({"value": ["pickle", "x"]}),
        "an exception that is no object": says({"raised": 3}),
        "an exception without a class": says({"raised": {"text": "", "bases": []}}),
        "bases that are no list": says(
            {"raised": {"class": "A", "text": "", "bases": "ValueError", "line": 1, "place": ""}}
        ),
        "a change to no argument": says({"changed": [[5, None]], "value": 1}),
        "a change to the last argument": says({"changed": [[-1, None]], "value": 1}),
        "a change that is no array": says({"changed": [[0, 1]], "value": 1}),
        "a change of shape": says(
            {"changed": [[0, ["array", "<f8", [1], True]]], "value": 1}, b"\0" * 8
        ),
        "a change of dtype": says(
            {"changed": [[0, ["array", "<i8", [2], True]]], "value": 1}, b"\0" * 16
        ),
        "changes that are no pairs": says({"changed": [1, 2], "value": 1}),
        "a reshaping of nothing": says({"reshaped": []}),
    }.items(),
    ids=lambda case: case[0],
)
def test_an_answer_that_breaks_the_rules_is_a_wire_fault(
    answer: tuple[str, Callable[[dict[str, Any]], bytes]],
) -> None:
    with pytest.raises(WireFault):
        cheated(loads, answer[1])


@pytest.mark.parametrize(
    "changes",
    [{"functions": "f"}, {"functions": [1]}, {"answers": []}, {"answers": {"a": 1}},
     {"problems": None}, {"reason": 1}],
)  # fmt: skip
def test_a_load_that_breaks_the_rules_is_a_wire_fault(changes: dict[str, Any]) -> None:
    with pytest.raises(WireFault):
        cheated(says(GOOD_LOAD | changes))


def test_an_answer_before_it_was_asked_for_is_a_wire_fault() -> None:
    early = says({"value": 1})
    with pytest.raises(WireFault, match="an answer to something else"):
        cheated(loads, lambda request: early(request) + early(request), calls=2)


def test_an_answer_given_twice_is_a_wire_fault() -> None:
    kept: list[bytes] = []

    def first(request: dict[str, Any]) -> bytes:
        kept.append(says({"value": 1})(request))
        return kept[0]

    with pytest.raises(WireFault, match="an answer to something else"):
        cheated(loads, first, lambda _: kept[0], calls=2)


def test_a_peer_that_says_nothing_is_timed_out() -> None:
    with pytest.raises(TimedOut):
        cheated(loads, lambda _: b"")


def test_a_peer_that_stops_in_the_middle_is_timed_out() -> None:
    with pytest.raises(TimedOut):
        cheated(loads, lambda request: says({"value": ["array", "<f8", [9], True]})(request)[:-1])


def test_an_exception_of_no_known_class_is_a_student_error() -> None:
    raised = {"class": "SystemExit", "text": "t", "bases": ["SystemExit"], "line": "x", "place": ""}
    with pytest.raises(StudentError, match=r"^SystemExit: t$") as error:
        cheated(loads, says({"raised": raised}))
    assert error.value.student_line is None  # type: ignore[attr-defined]


def test_a_process_that_does_not_start_is_no_fault_of_the_students() -> None:
    def gone(limits: Limits, path: Sequence[str]) -> Process:
        return _Subprocess(limits, path, boot=Path(os.devnull))

    with pytest.raises(CouldNotGrade, match="did not start: The worker ended by itself"):
        Worker(start=gone)


def test_a_worker_whose_zygote_dies_before_it_answers_is_lost() -> None:
    class Forked:
        def __init__(self) -> None:
            self.wire, theirs = socket.socketpair()
            theirs.close()

        def end(self, patience: float | None = None) -> str:
            self.wire.close()
            return LOST

    with pytest.raises(Lost):
        Worker(start=lambda limits, path: Forked())
