import time

import numpy as np
import pytest

from course.errors import CouldNotGrade, Crashed, OutOfMemory, TimedOut, without_frames
from course.grading.bench import Bench, Functions, MissingFunction, Origin
from course.submission import Source
from course.worker.process import Limits, start

CODE = """
import os
import time

calls = []

def count(x):
    calls.append(x)
    return len(calls)

def add(x, y):
    return x + y

def clear(x):
    x[:] = 0

def fail(x):
    raise ValueError("no")

def leave(x):
    os._exit(0)

def sleep(x):
    time.sleep(30)
"""


@pytest.fixture
def bench():
    with Bench(Source("py", CODE.encode(), "a.py"), Limits(exercise_seconds=1.5)) as opened:
        opened.load()
        opened.start("first")
        yield opened


@pytest.fixture
def functions(bench):
    return Functions(bench)


def test_functions_are_called_by_name(functions, bench):
    np.testing.assert_array_equal(functions.add(np.ones(2), 2), [3, 3])
    np.testing.assert_array_equal(bench.returned[0], [3, 3])


def test_a_change_to_an_argument_is_seen_by_the_caller(functions):
    x = np.ones(3)
    functions.clear(x)
    np.testing.assert_array_equal(x, np.zeros(3))


def test_an_exception_of_the_students_says_where_it_is_from(functions, bench):
    with pytest.raises(ValueError, match="no") as caught:
        functions.fail(1)
    assert caught.value.course_origin == Origin("submission", "fail")
    assert caught.value.student_place == "line 18"
    assert bench.returned == ()


def test_a_missing_function_is_refused_when_it_is_asked_for(functions):
    with pytest.raises(MissingFunction, match=r"ad is not defined in your file\. There is 'add'"):
        _ = functions.ad


def test_names_of_protocols_are_no_functions_of_the_students(functions):
    with pytest.raises(AttributeError) as caught:
        _ = functions.__wrapped__
    assert type(caught.value) is AttributeError


def test_after_a_fault_the_exercise_gets_it_again_without_a_call(functions, bench):
    with pytest.raises(Crashed) as first:
        functions.leave(1)
    with pytest.raises(Crashed) as second:
        functions.anything(1)
    assert str(second.value) == str(first.value)
    assert bench.faulty


def test_the_next_exercise_goes_on_in_a_fresh_worker(functions, bench):
    assert functions.count(1) == 1
    with pytest.raises(TimedOut):
        functions.sleep(1)
    bench.turn_to("second")
    assert not bench.faulty
    assert functions.count(1) == 1


def test_without_a_fault_the_worker_stays(functions, bench):
    functions.count(1)
    bench.turn_to("second")
    assert functions.count(1) == 2


def test_the_exercise_at_hand_is_not_begun_again(functions, bench):
    with pytest.raises(Crashed):
        functions.leave(1)
    bench.turn_to("first")
    assert bench.faulty


def test_the_time_for_the_submission_is_one_for_all_exercises():
    limits = Limits(exercise_seconds=0.5, submission_seconds=1.0)
    faults = []
    with Bench(Source("py", CODE.encode(), "a.py"), limits) as bench:
        bench.load()
        for exercise in ("first", "second", "third", "fourth"):
            bench.start(exercise)
            with pytest.raises(TimedOut) as caught:
                Functions(bench).sleep(1)
            faults.append(str(caught.value))
    assert faults[-1] == "The time for the whole submission is used up."


def test_a_file_that_cannot_be_loaded_again_is_the_fault_of_the_exercise(tmp_path):
    flag = tmp_path / "loaded"
    code = (
        "import os, pathlib\n"
        f"flag = pathlib.Path({str(flag)!r})\n"
        "if flag.exists():\n    os._exit(3)\n"
        "flag.touch()\n"
        "def leave(): os._exit(0)\n"
    )
    with Bench(Source("py", code.encode(), "a.py"), Limits()) as bench:
        bench.load()
        bench.start("first")
        with pytest.raises(Crashed):
            Functions(bench).leave()
        bench.start("second")
        assert bench.faulty
        with pytest.raises(Crashed, match="exit code 3"):
            Functions(bench).leave()


def test_two_workers_never_run_the_file_at_once():
    running = []

    class One:
        def __init__(self, *_):
            assert not running
            self._process = start(*_)
            self.wire = self._process.wire
            running.append(self)

        def end(self, patience=None):
            if patience is not None and self in running:  # it is waited for
                running.remove(self)
            return self._process.end(patience)

    with Bench(Source("py", CODE.encode(), "a.py"), Limits(), start=One) as bench:
        bench.load()
        bench.close()
        assert running
        bench.begin_load()
        bench.start("first")
        assert Functions(bench).add(1, 2) == 3
        assert len(running) == 1
        with pytest.raises(Crashed):
            Functions(bench).leave(1)
        bench.start("second")
        assert Functions(bench).add(1, 2) == 3


def test_what_is_kept_of_a_fault_holds_nothing_that_came_over_the_wire():
    with pytest.raises(TimedOut) as caught:
        raise TimedOut("late")
    kept = without_frames(caught.value)
    assert caught.value.__traceback__ is not None
    assert (type(kept), kept.args, kept.__traceback__) == (TimedOut, ("late",), None)
    with Bench(Source("py", CODE.encode(), "a.py"), Limits()) as bench:
        bench.load()
        bench.start("first")
        for _ in range(2):  # the second is told again
            with pytest.raises(Crashed) as caught:
                Functions(bench).leave(1)
            assert caught.value is not bench._fault
        assert bench._fault.__traceback__ is None


def test_memory_is_bounded():
    code = "import numpy as np\ndef fill(): return np.ones((40_000, 40_000))\n"
    with Bench(Source("py", code.encode(), "a.py"), Limits()) as bench:
        bench.load()
        bench.start("first")
        with pytest.raises(OutOfMemory):
            Functions(bench).fill()


def test_a_missing_function_is_compared_with_the_first_names_only(monkeypatch):
    compared = []

    def spy(name, known, n):
        compared.extend(known)
        return []

    monkeypatch.setattr("course.grading.bench.get_close_matches", spy)
    MissingFunction("softmax", [f"name_{number}" for number in range(50_000)])
    assert len(compared) == 100


def test_a_file_is_run_while_something_else_is_done(tmp_path):
    mark = tmp_path / "ran"
    code = f"open({str(mark)!r}, 'w').close()\n{CODE}"
    with Bench(Source("py", code.encode(), "a.py"), Limits()) as bench:
        bench.begin_load()
        until = time.monotonic() + 60
        while not mark.exists() and time.monotonic() < until:
            time.sleep(0.01)
        assert mark.exists()
        mark.unlink()
        assert "count" in bench.load().functions
        assert bench.layers
        assert not mark.exists()  # it ran once


def test_a_file_that_crashes_while_something_else_is_done_is_told_when_waited_for():
    with Bench(Source("py", b"import os\nos._exit(3)", "a.py"), Limits()) as bench:
        bench.begin_load()
        with pytest.raises(Crashed, match="exit code 3"):
            bench.load()


def test_a_worker_that_does_not_start_is_told_when_waited_for():
    def gone(*_, **__):
        raise CouldNotGrade("no process")

    with Bench(Source("py", b"x = 1", "a.py"), Limits(), start=gone) as bench:
        bench.begin_load()
        with pytest.raises(CouldNotGrade, match="no process"):
            bench.load()


def test_a_bench_that_is_closed_before_it_is_waited_for_runs_the_file_anew():
    with Bench(Source("py", CODE.encode(), "a.py"), Limits()) as bench:
        bench.begin_load()
        bench.close()
        assert "count" in bench.load().functions
