import sys

import numpy as np
import pytest

from course.chain import Step
from course.worker.examine import Place
from course.worker.follow import Call, told

STEP = Step(("y",), "f", ("x",))
AXES = {"y": ("rows", "columns")}
SIZES = {"rows": 2, "columns": 3}


def locate(file, line):
    return Place(f"line {line - FIRST}", line, "") if file == __file__ else None


def two_returns(x):
    if x:
        return 1
    return 2


def recursive(depth):
    if depth:
        recursive(depth - 1)
    return depth


FIRST = two_returns.__code__.co_firstlineno


def test_the_place_is_where_the_function_returned():
    assert Call(two_returns, [True], locate).place.words == "line 2"
    assert Call(two_returns, [False], locate).place.words == "line 3"
    assert Call(recursive, [3], locate).place.words == "line 9"


def test_a_function_that_is_not_the_student_s_has_no_place():
    call = Call(np.sum, [[1, 2]], locate)
    assert (call.value, call.place, call.raised) == (3, None, None)


def test_a_trace_function_of_somebody_else_stays_in_place():
    def other(*_):
        return None

    before = sys.gettrace()
    sys.settrace(other)
    try:
        Call(two_returns, [True], locate)
        assert sys.gettrace() is other
    finally:
        sys.settrace(before)


def test_none_is_left_behind():
    before = sys.gettrace()
    Call(two_returns, [True], locate)
    assert sys.gettrace() is before


def test_numpy_s_warnings_are_not_raised():
    assert np.isnan(Call(lambda: np.zeros(1) / 0, [], locate).value)


class Silent(Exception):
    def __str__(self):
        raise RuntimeError


class Odd(BaseException):
    pass


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (ValueError("\x1b[31mred"), "It raised ValueError: red"),
        (Silent(), "It raised Silent."),
        (Odd("own"), "It raised Odd: own"),
        (NotImplementedError(), "f is not written yet."),
    ],
)
def test_whatever_is_raised_is_told(error, trouble):
    def raises():
        raise error

    traced = told(STEP, Call(raises, [], locate), AXES, SIZES)
    assert traced.trouble == trouble
    assert traced.unwritten == isinstance(error, NotImplementedError)


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (np.arange(6.0).reshape(2, 3), "float64, 0 to 5, 0 nan"),
        (np.full((2, 3), np.inf), "float64, inf to inf, 0 nan"),
        (np.array([[1, np.nan, 3]] * 2, dtype=np.float32), "float32, 1 to 3, 2 nan"),
        (np.full((2, 3), np.nan), "float64, all 6 entries are nan"),
        (np.ones((2, 3), dtype=bool), "bool, 1 to 1, 0 nan"),
        (np.ones((2, 3), dtype=complex), "complex128"),
        (np.ones((2, 3), dtype=object), "object"),
    ],
)
def test_the_numbers_of_a_result_are_told(value, numbers):
    [traced] = told(STEP, Call(lambda: value, [], locate), AXES, SIZES).values
    assert (traced.shape, traced.due, traced.fits) == ("(rows=2, columns=3)",) * 2 + (True,)
    assert traced.numbers == numbers


def test_where_a_size_is_not_known_the_shape_is_shown_as_it_is():
    traced = told(STEP, Call(lambda: np.ones((2, 3)), [], locate), AXES, {"rows": 2})
    assert traced.trouble == ""
    assert (traced.values[0].shape, traced.values[0].due) == ("(2, 3)", "")


def test_where_no_axes_are_due_any_value_will_do():
    assert told(STEP, Call(lambda: 3, [], locate), {"y": ()}, SIZES).trouble == ""
