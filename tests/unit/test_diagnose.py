import numpy as np
import pytest

from course.diagnose import describe, diagnose, difference, equal, observe, same
from course.errors import TimedOut
from course.model import Diagnosis, Observation, Opaque

AXES = ("batch", "heads", "seq", "d_head")
X = np.arange(24.0).reshape(1, 2, 3, 4)


def of(function, x=X):
    return observe(function, {"x": x})


RIGHT = of(lambda x: x * 2)


# observe


def test_an_observation_holds_the_value():
    np.testing.assert_array_equal(RIGHT.value, X * 2)


def test_arguments_are_passed_by_position_and_in_order():
    assert observe(lambda a, b: (a, b), {"second": 2, "first": 1}).value == (2, 1)


def test_the_function_gets_copies():
    x = np.ones(3)

    def overwrite(x):
        x[:] = 0
        return 1

    assert of(overwrite, x).changed == ("x",)
    np.testing.assert_array_equal(x, np.ones(3))


def test_a_new_shape_is_a_change():
    def flatten(x):
        x.shape = (-1,)

    assert of(flatten).changed == ("x",)


def test_a_nan_that_stays_is_no_change():
    assert of(lambda x: x, np.array([np.nan])).changed == ()


def test_an_exception_is_observed_by_class_line_and_text():
    def fail(x):
        raise ValueError(f"bad\n  {x.ndim}")

    got = of(fail)
    line = fail.__code__.co_firstlineno + 1
    assert (got.value, got.raised, got.line, got.text) == (None, "ValueError", line, "bad 4")


def test_leaving_python_is_observed():
    assert of(lambda x: exit(3)).raised == "SystemExit"


def test_an_exception_that_cannot_be_told_is_observed_all_the_same():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError

    def fail(_):
        raise Mute

    got = of(fail)
    assert (got.raised, got.text) == ("Mute", "")


def test_the_class_and_line_that_a_worker_tells_are_taken():
    def fail(_):
        error = ValueError("shape")
        error.student_class, error.student_line = "AxisError", 7
        raise error

    got = of(fail)
    assert (got.raised, got.line) == ("AxisError", 7)


def test_a_fault_of_the_worker_is_no_observation():
    def late(_):
        raise TimedOut

    with pytest.raises(TimedOut):
        of(late)


def test_a_warning_is_no_exception():
    def warn(x):
        return np.log(x - 100)

    assert of(warn).raised is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({}, "a dict"),
        (iter([]), "a list_iterator"),
        (np.array(["a"]), "a str32 array of shape (1,)"),
        (np.array([None, 1]), "an object array of shape (2,)"),
    ],
)
def test_what_is_no_data_is_told_in_words(value, kind):
    assert of(lambda x: value).value == Opaque(kind)


def test_a_subclass_of_array_is_observed_as_an_array():
    assert type(of(lambda x: np.matrix([[1.0]])).value) is np.ndarray


def test_a_numpy_number_is_observed_as_a_number():
    assert type(of(lambda x: x.sum()).value) is float


def test_a_list_that_holds_itself_is_observed():
    endless = []
    endless.append(endless)
    assert of(lambda x: endless).raised is None


# equal


@pytest.mark.parametrize(
    ("got", "expected", "alike"),
    [
        (X, X, True),
        (X + 1e-11, X, True),
        (X + 1e-10, X, False),
        (X / 100 + 1e-11, X / 100, False),
        (X.astype(np.float32), X, True),
        ((X / 3).astype(np.float32), X / 3, False),
        ((X / 3).astype(np.float32), (X / 3).astype(np.float32), True),
        (X / 3, (X / 3).astype(np.float32), True),
        (X[0], X, False),
        (np.empty((0, 4)), np.ones((1, 4)), False),
        (np.ones((1, 4)), np.ones((2, 4)), False),
        (np.array([np.nan]), np.array([np.nan]), False),
        (np.array([np.inf]), np.array([np.inf]), True),
        (np.array([1.0, np.inf]), np.array([2.0, np.inf]), False),
        (np.array([1 + 1j]), np.array([1 + 1j]), True),
        (None, X, False),
        (X.tolist(), X, False),
        ([X, X], (X, X), True),
        ((X,), (X, X), False),
        (X, (X, X), False),
        (2, 2.0, True),
        ("2", 2.0, False),
        ("a", "a", True),
        (None, None, True),
    ],
)
def test_equal_is_shape_and_tolerance(got, expected, alike):
    assert equal(got, expected) is alike


def test_an_absolute_tolerance_does_not_grow_with_the_values():
    assert not equal(X + 1e-11, X, absolute=True)


# same


def test_nan_is_the_same_as_nan():
    assert same(Observation(np.array([np.nan, 1.0])), Observation(np.array([np.nan, 1.0])))


def test_another_dtype_is_not_the_same():
    assert not same(Observation(np.float32([1, 2])), Observation(np.float64([1, 2])))


def test_float64_is_the_same_where_float32_is_expected():
    assert same(Observation(np.float64([1, 2])), Observation(np.float32([1, 2])))


@pytest.mark.parametrize(
    "other",
    [
        Observation(raised="ValueError"),
        Observation(X, changed=("x",)),
        Observation(X + 1),
        Observation(Opaque("a dict")),
        Observation(None),
    ],
)
def test_another_observation_is_not_the_same(other):
    assert not same(other, Observation(X))
    assert not same(Observation(X), other)


def test_exceptions_are_the_same_by_class_alone():
    assert same(
        Observation(raised="ValueError", line=3, text="no"), Observation(raised="ValueError")
    )
    assert not same(Observation(raised="TypeError"), Observation(raised="ValueError"))


def test_what_is_no_data_is_the_same_by_its_words():
    assert same(Observation(Opaque("a dict")), Observation(Opaque("a dict")))
    assert not same(Observation(Opaque("a dict")), Observation(Opaque("a set")))


# diagnose

CHAFFS = {
    "thrice": ("You multiply by 3.", [of(lambda x: x * 3), of(lambda x: x * 3, X[0])]),
    "halved": ("You divide by 2.", [of(lambda x: x / 2), of(lambda x: x / 2, X[0])]),
}
EXPECTED = [RIGHT, of(lambda x: x * 2, X[0])]


def diagnosis_of(function, chaffs=CHAFFS):
    return diagnose([of(function), of(function, X[0])], EXPECTED, chaffs)


def test_what_is_right_has_no_diagnosis():
    assert diagnosis_of(lambda x: x + x) is None


def test_a_known_mistake_is_named():
    assert diagnosis_of(lambda x: x * 0.5) == Diagnosis("You divide by 2.", "halved")


def test_a_mistake_on_one_example_only_is_not_the_known_one():
    assert diagnosis_of(lambda x: x / 2 if x.ndim == 4 else x / 3) is None


def test_a_known_mistake_goes_before_a_general_one():
    none = Observation(None)
    chaffs = {"forgets": ("You forget the result.", [none, none])}
    assert diagnosis_of(lambda x: None, chaffs).chaff == "forgets"


def test_a_mistake_in_float32_is_known_by_one_in_float64():
    single = X.astype(np.float32)
    chaffs = {"thirds": ("You divide.", [of(lambda x: x / 3, single)])}
    got = [of(lambda x: x.astype(float) / 3, single)]
    assert diagnose(got, [of(lambda x: x, single)], chaffs).chaff == "thirds"


def in_place(x):
    x *= 2
    return x


def fail(_):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (fail, "This function is not written yet."),
        (lambda x: None, "Your function returns None. Does it return its result?"),
        (
            in_place,
            "Your function changes its argument 'x'. Leave the caller's array as it was.",
        ),
        (lambda x: (x * 2).tolist(), "Your function returns a list. Return a numpy array."),
        (
            lambda x: (x * 2).astype(np.float32),
            "Your values are right, but their dtype is float32 where float64 is due. "
            "Look at how the result is made.",
        ),
        (
            lambda x: (x * 2 * (1 + 2e-7)).astype(np.float32),
            "Your values are right to about 7 digits only. "
            "Does something turn float64 into float32 on the way?",
        ),
        (
            lambda x: x * 2 + 1e-8 * np.sin(x),
            "Your values are right to about 9 digits only, and 15 are due. "
            "Look for a small number that is added, or for float32 on the way.",
        ),
        (
            lambda x: x * 2 / (1 + 1e-11),
            "Your values are right to about 11 digits only, and 15 are due. "
            "Look for a small number that is added, or for float32 on the way.",
        ),
        (
            lambda x: (x * 2).swapaxes(-1, -2),
            "Your values are right, but axes 2 and 3 of your result are in another order.",
        ),
    ],
)
def test_a_general_mistake_is_told_without_values(function, message):
    assert diagnose([of(function)], [RIGHT], {}) == Diagnosis(message)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: 1 / 0,
        lambda x: x,
        lambda x: x * 2 if x.ndim == 4 else 1 / 0,
        lambda x: (x, x),
    ],
)
def test_another_mistake_has_no_diagnosis(function):
    assert diagnosis_of(function) is None


def test_an_error_that_is_missing_is_not_taken_for_a_changed_argument():
    assert diagnose([of(in_place)], [Observation(raised="ValueError")], {}) is None


# describe


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (X, "(batch=1, heads=2, seq=3, d_head=4)"),
        (X[0], "(2, 3, 4)"),
        ((X, X), "2 arrays of (batch=1, heads=2, seq=3, d_head=4)"),
        ((X,), "1 array: (batch=1, heads=2, seq=3, d_head=4)"),
        ((X, X[0]), "2 arrays: (batch=1, heads=2, seq=3, d_head=4), (2, 3, 4)"),
        ([1, 2], "a list of 2 items"),
        ((), "a tuple of 0 items"),
        (None, "None"),
        (3, "the int 3"),
        ("a", "a text"),
        (Opaque("a dict"), "a dict"),
    ],
)
def test_a_value_is_described_with_its_axes(value, words):
    assert describe(value, AXES) == words


# difference

THREE = Observation((X, X + 1, X + 2))


@pytest.mark.parametrize(
    ("got", "expected", "sentence"),
    [
        (RIGHT, RIGHT, ""),
        (
            of(lambda x: (x * 2).swapaxes(1, 2)),
            RIGHT,
            "The result has shape (batch=1, seq=3, heads=2, d_head=4); expected (batch=1, heads=2,"
            " seq=3, d_head=4): the values are right, but axes 1 and 2 are swapped.",
        ),
        (
            of(lambda x: (x * 2).transpose(0, 2, 3, 1)),
            RIGHT,
            "The result has shape (batch=1, seq=3, d_head=4, heads=2); expected (batch=1, heads=2,"
            " seq=3, d_head=4): the values are right, but its axes are in another order,"
            " move them by (0, 3, 1, 2).",
        ),
        (
            of(lambda x: x.reshape(1, 3, 2, 4)),
            RIGHT,
            "The result has shape (batch=1, seq=3, heads=2, d_head=4); expected (batch=1, heads=2,"
            " seq=3, d_head=4): the same sizes in another order, and other values.",
        ),
        (
            of(lambda x: x.reshape(1, 2, 12)),
            RIGHT,
            "The result has shape (1, 2, 12); expected (batch=1, heads=2, seq=3, d_head=4):"
            " 3 axes instead of 4.",
        ),
        (
            of(lambda x: x.reshape(1, 2, 6, 2)),
            RIGHT,
            "The result has shape (1, 2, 6, 2); expected (batch=1, heads=2, seq=3, d_head=4):"
            " as many entries, cut another way.",
        ),
        (
            of(lambda x: x[:, :1]),
            RIGHT,
            "The result has shape (1, 1, 3, 4); expected (batch=1, heads=2, seq=3, d_head=4).",
        ),
        (Observation(None), RIGHT, "Your function returns None. Does it return its result?"),
        (
            of(lambda x: (x * 2).tolist()),
            RIGHT,
            "Got a list; expected an array of shape (batch=1, heads=2, seq=3, d_head=4).",
        ),
        (
            Observation(Opaque("a dict")),
            RIGHT,
            "Got a dict; expected an array of shape (batch=1, heads=2, seq=3, d_head=4).",
        ),
        (
            of(lambda x: (x * 2).astype(np.float32)),
            RIGHT,
            "The values are right, but dtype is float32; expected float64.",
        ),
        (
            of(lambda x: x * 2 + (x == 7)),
            RIGHT,
            "First difference at (batch=0, heads=0, seq=1, d_head=3): got 15, expected 14."
            " 1 of 24 entries differs.",
        ),
        (
            of(lambda x: x * 2 + 1e-9),
            RIGHT,
            "First difference at (batch=0, heads=0, seq=0, d_head=0): got 1e-09, expected 0."
            " 24 of 24 entries differ.",
        ),
        (
            Observation(np.array(1.0 + 1e-9)),
            Observation(np.array(1.0)),
            "Got 1.000000001, expected 1.0.",
        ),
        (
            Observation(X[0, 0] * np.nan),
            Observation(X[0, 0]),
            "First difference at (0, 0): got nan, expected 0. 12 of 12 entries differ.",
        ),
        (
            of(in_place),
            RIGHT,
            "Your function changes its argument 'x'. Leave the caller's array as it was.",
        ),
        (
            RIGHT,
            of(in_place),
            "Your function should change its argument 'x' in place.",
        ),
        (
            Observation(raised="KeyError", line=4, text="'q'"),
            RIGHT,
            "It raised KeyError on line 4 of your file: 'q'.",
        ),
        (Observation(raised="MyError"), RIGHT, "It raised MyError."),
        (
            Observation(raised="TypeError", line=4, text="no"),
            Observation(raised="ValueError"),
            "It raised TypeError on line 4 of your file; expected ValueError.",
        ),
        (
            RIGHT,
            Observation(raised="ValueError"),
            "It returned an array of shape (batch=1, heads=2, seq=3, d_head=4);"
            " expected it to raise ValueError.",
        ),
        (
            Observation(3),
            Observation(raised="ValueError"),
            "It returned the int 3; expected it to raise ValueError.",
        ),
        (
            RIGHT,
            THREE,
            "Got one array of shape (batch=1, heads=2, seq=3, d_head=4);"
            " expected 3 arrays of (batch=1, heads=2, seq=3, d_head=4).",
        ),
        (
            Observation((X, X)),
            THREE,
            "Got 2 items; expected 3 arrays of (batch=1, heads=2, seq=3, d_head=4).",
        ),
        (
            Observation(2),
            THREE,
            "Got an int; expected 3 arrays of (batch=1, heads=2, seq=3, d_head=4).",
        ),
        (
            Observation([X + 1, X, X + 2]),
            THREE,
            "Item 1 of 3 is what item 2 should be: check their order.",
        ),
        (
            Observation((X, X + 1, X[0])),
            THREE,
            "Item 3 of 3: The result has shape (2, 3, 4);"
            " expected (batch=1, heads=2, seq=3, d_head=4): 3 axes instead of 4.",
        ),
        (Observation(2), Observation(3), "Got the int 2; expected the int 3."),
        (Observation(X[0, 0]), Observation(3), "Got an array of shape (3, 4); expected the int 3."),
    ],
)
def test_a_difference_is_told_with_axes_and_values(got, expected, sentence):
    axes = AXES if sentence.count("=") else ()
    assert difference(got, expected, axes) == sentence


def test_axes_of_one_size_that_are_swapped_are_known_by_their_values():
    x = np.arange(8.0).reshape(1, 2, 2, 2)
    assert difference(Observation(x.swapaxes(1, 2)), Observation(x), AXES) == (
        "The result has shape (batch=1, seq=2, heads=2, d_head=2); expected (batch=1, heads=2,"
        " seq=2, d_head=2): the values are right, but axes 1 and 2 are swapped."
    )


def test_a_few_small_numbers_are_not_said_to_be_swapped():
    expected = np.array([[1.0, 2.0, 0.0], [1.0, 1.0, 1.0]])
    assert difference(Observation(expected.T), Observation(expected)) == (
        "The result has shape (3, 2); expected (2, 3):"
        " the same sizes in another order, and other values."
    )


def test_a_symmetric_array_is_not_said_to_be_swapped():
    got = Observation(np.ones((2, 3, 3)))
    expected = Observation(np.ones((3, 3, 2)))
    assert difference(got, expected) == (
        "The result has shape (2, 3, 3); expected (3, 3, 2):"
        " the same sizes in another order, and other values."
    )
