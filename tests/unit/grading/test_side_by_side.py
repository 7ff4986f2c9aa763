"""Tests that call take turns: each sees its own calls in order, and a fault undoes it all."""

import numpy as np
import pytest

from course.errors import Crashed
from course.grading import side_by_side
from course.grading.bench import Bench, Functions
from course.submission import Source
from course.worker.process import Limits

CODE = """
import os
import time

seen = []

def note(x):
    seen.append(x)
    return len(seen)

def told():
    return seen

def clear(x):
    x[:] = 0

def fail(x):
    raise ValueError(str(x))

def large(x):
    return x + 1

def leave(x):
    os._exit(3)

def loop(x):
    while True:
        pass
"""


@pytest.fixture
def bench():
    with Bench(Source("py", CODE.encode(), "a.py"), Limits()) as opened:
        opened.load()
        opened.start("first")
        yield opened


@pytest.fixture
def functions(bench):
    return Functions(bench)


def test_the_first_calls_of_all_tests_are_made_before_the_second_of_any(bench, functions):
    def calls(name):
        for number in (1, 2):
            functions.note(f"{name}{number}")

    assert (
        side_by_side.run(bench, [lambda: calls("a"), lambda: calls("b"), lambda: calls("c")])
        is None
    )
    assert functions.told() == ["a1", "b1", "c1", "a2", "b2", "c2"]


def test_each_test_gets_its_own_answers(bench, functions):
    answers = {}

    def test(number):
        answers[number] = [functions.large(np.full(2, float(number + step))) for step in (0, 10)]

    assert (
        side_by_side.run(bench, [lambda number=number: test(number) for number in range(100)])
        is None
    )
    for number in range(100):
        np.testing.assert_array_equal(answers[number], [[number + 1] * 2, [number + 11] * 2])


def test_a_test_without_a_call_has_nothing_that_returned(bench, functions):
    returned = []

    def calls():
        functions.note("x")
        returned.append(bench.returned)

    tests = [calls, lambda: returned.append(bench.returned)]
    assert side_by_side.run(bench, tests) is None
    assert returned == [(), (1,)]


def test_a_change_to_an_argument_is_seen_by_its_own_test(bench, functions):
    arrays = [np.ones(3), np.ones(3)]
    seen = {}

    def test(call, number):
        call(arrays[number])
        seen[number] = arrays[number].sum()

    tests = [lambda: test(functions.clear, 0), lambda: test(functions.large, 1)]
    assert side_by_side.run(bench, tests) is None
    assert seen == {0: 0.0, 1: 3.0}
    # It is put back when the exercise ends, for whoever is asked the same.
    assert [array.sum() for array in arrays] == [3.0, 3.0]


def test_an_exception_of_the_students_reaches_the_test_that_called(bench, functions):
    said = []

    def test(number):
        with pytest.raises(ValueError, match=f"{number}"):
            functions.fail(number)
        said.append((number, bench.returned))

    assert side_by_side.run(bench, [lambda: test(1), lambda: test(2)]) is None
    assert said == [(1, ()), (2, ())]


def test_what_the_socket_cannot_hold_waits_for_its_turn(bench, functions):
    large = np.zeros(1_000_000)
    sums = []
    tests = [lambda: sums.append(functions.large(large).sum()) for _ in range(6)]
    assert side_by_side.run(bench, tests) is None
    assert sums == [1e6] * 6


def test_a_test_sees_the_settings_of_its_process_and_keeps_its_own_to_itself(bench, functions):
    kept = []

    def test(precision):
        kept.append(np.get_printoptions()["precision"])
        with np.printoptions(precision=precision):
            functions.note("x")
            kept.append(np.get_printoptions()["precision"])

    with np.printoptions(precision=5):
        assert side_by_side.run(bench, [lambda: test(2), lambda: test(3)]) is None
        assert np.get_printoptions()["precision"] == 5
    assert kept == [5, 5, 2, 3]


def test_a_fault_undoes_it_all_and_begins_the_exercise_anew(bench, functions):
    ended = []

    def waits():
        try:
            functions.leave(1)
            functions.note("never")
        except Exception:
            ended.append("an error came through")
        finally:
            ended.append("unwound")

    assert side_by_side.run(bench, [lambda: functions.note("x"), waits, waits]) == 1
    assert ended == ["unwound", "unwound"]
    assert not bench.faulty
    assert functions.note("again") == 1
    with pytest.raises(Crashed):
        functions.leave(1)


def test_a_loop_is_given_up_soon_and_has_its_own_time_afterwards(functions, bench, monkeypatch):
    monkeypatch.setattr(side_by_side, "SECONDS", 0.2)
    assert side_by_side.run(bench, [lambda: functions.loop(1)]) == 0
    assert functions.note("x") == 1


def test_what_is_no_exception_of_the_students_passes_through(bench, functions):
    def stop():
        functions.note("x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side.run(bench, [stop, lambda: functions.note("y")])
    bench.start("second")
    assert functions.note("z") == 1
