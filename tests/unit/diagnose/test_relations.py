"""What is told of a result by how it relates to what is due, and when nothing is."""

import time

import numpy as np
import pytest

from course.diagnose import diagnose, observe
from course.diagnose.relations import RELATIONS
from course.model import Example, Observation

AXES = ("batch", "heads", "seq", "d_head")
NAMED = {"x": AXES, "return": AXES}
SHAPES = ((3, 2, 4, 5), (2, 3, 6, 4), (1, 2, 2, 3), (1, 1, 1, 1))
DRAW = np.random.default_rng(0)
INPUTS = tuple(DRAW.normal(size=shape) for shape in SHAPES)


def told(function, reference=lambda x: x + 3.0, inputs=INPUTS, axes=NAMED):
    """What is said of a function, or nothing."""
    examples = [Example(f"number {number}", {"x": x}) for number, x in enumerate(inputs)]
    found = diagnose(
        [observe(function, example.arguments) for example in examples],
        [observe(reference, example.arguments) for example in examples],
        {},
        examples,
        axes,
    )
    return found.message if found else ""


def size(x, *names):
    return np.prod([float(x.shape[AXES.index(name)]) for name in names])


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (lambda x: size(x, "seq") ** 2, "seq**2"),
        (lambda x: size(x, "seq") ** -1.5, "1/seq**1.5"),
        (lambda x: size(x, "heads", "d_head"), "d_head * heads"),
        (lambda x: size(x, "heads", "d_head") ** -0.5, "1/sqrt(d_head * heads)"),
        (lambda x: (size(x, "d_head") / size(x, "seq")) ** 0.5, "sqrt(d_head/seq)"),
        (lambda x: size(x, "d_head") / size(x, "seq"), "d_head/seq"),
        (lambda x: size(x, "d_head") ** 0.5 / size(x, "seq"), "sqrt(d_head)/seq"),
        (lambda x: size(x, "d_head") ** 0.5 / 8, "0.125 * sqrt(d_head)"),
        (lambda x: 3 / size(x, "d_head"), "3/d_head"),
    ],
)
def test_a_factor_is_named_by_the_sizes_that_explain_it_everywhere(factor, words):
    assert told(lambda x: factor(x) * (x + 3.0)) == (
        f"Every entry of your result is {words} times what it should be. "
        "Look at what you multiply or divide by."
    )


def test_a_factor_that_two_sizes_explain_is_named_by_both():
    inputs = [DRAW.normal(size=(2, 2, n, n)) for n in (4, 5, 6)]
    said = told(lambda x: x.shape[-1] * (x + 3.0), inputs=inputs)
    assert said.startswith("Every entry of your result is d_head or seq times what it should be.")


def test_a_factor_that_nothing_explains_is_said_to_change():
    assert told(lambda x: (x + 3.0) * x.max()) == (
        "Every entry of your result is the same multiple of what it should be, but another "
        "multiple for other inputs. Look at what you multiply or divide by."
    )


def test_a_factor_from_sizes_that_never_change_is_a_number():
    inputs = [DRAW.normal(size=(2, 3, 4, 5)) for _ in range(2)]
    said = told(lambda x: (x + 3.0) / x.shape[-1] ** 0.5, inputs=inputs)
    assert said.startswith("Every entry of your result is 0.4472 times what it should be.")


def test_without_names_of_axes_a_factor_that_changes_has_no_name():
    assert "another multiple for other inputs" in told(lambda x: x.shape[-1] * (x + 3.0), axes={})


def test_an_integer_argument_names_a_factor():
    examples = [
        Example(f"{count}", {"x": DRAW.normal(size=(3, 5)), "count": count}) for count in (2, 3)
    ]
    found = diagnose(
        [observe(lambda x, count: x * count, example.arguments) for example in examples],
        [observe(lambda x, count: x, example.arguments) for example in examples],
        {},
        examples,
    )
    assert found.message.startswith("Every entry of your result is count times what it should be.")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (
            lambda x: x + 3.0 + x.max(),
            "Every entry of your result is off by the same number, another for other inputs. "
            "Look at what you add or subtract.",
        ),
        (
            lambda x: x + 2.75,
            "Every entry of your result is 0.25 less than it should be. "
            "Look at what you add or subtract.",
        ),
        (
            lambda x: (x + 3.0)[:, :, np.random.default_rng(1).permutation(x.shape[2])],
            "Your result has the right numbers, but in another order along seq. "
            "Look at the order in which you go through them.",
        ),
        (
            lambda x: np.roll(x + 3.0, -1, axis=2),
            "Your result has the right numbers, but one place too early along seq. "
            "Look at the order in which you go through them.",
        ),
        (
            lambda x: np.where(np.arange(x.shape[-1]) < x.shape[-1] - 1, x + 3.0, 0 * x),
            "Your result is right for all along d_head but the last. "
            "Look for a fixed index, or for a loop that misses some.",
        ),
        (
            lambda x: np.where(np.arange(x.shape[-1]) % 2 == 0, x + 3.0, 0 * x),
            "Your result is right for every other one along d_head only. "
            "Look for a fixed index, or for a loop that misses some.",
        ),
        (
            lambda x: np.repeat((x + 3.0)[..., -1:], x.shape[-1], axis=-1),
            "Your result is the same all along d_head: everywhere what the last should be. "
            "Look for a fixed index, or for a slice of one.",
        ),
        (
            lambda x: np.repeat((x + 3.0).mean(-1, keepdims=True), x.shape[-1], axis=-1),
            "Your result is the same all along d_head, and it should not be. "
            "Look at where that axis gets lost.",
        ),
        (
            lambda x: (x + 3.0).swapaxes(2, 3).reshape(x.shape),
            "Your result has all the right numbers, but in other places. "
            "Look at the order of a `reshape` and a `transpose`.",
        ),
        (
            lambda x: (x + 3.0).reshape(*x.shape[:2], -1, 1),
            "Your result has the right numbers in axes of other sizes, where "
            "(batch, heads, seq, d_head) is due. Look at the shape that comes last.",
        ),
        (
            lambda x: (x + 3.0).astype(int),
            "The numbers in your result are right, but cut down to whole ones. "
            "Look for `//`, `int` or an integer dtype.",
        ),
        (
            lambda x: (x + 3.0).max(axis=1, keepdims=True),
            "Your result has the largest along heads, so only 1 is left of it. "
            "Look at which axes are due.",
        ),
        (
            lambda x: (x + 3.0)[..., -1],
            "Your result has only the last along d_head, so that axis is gone. "
            "Look at which axes are due.",
        ),
        (
            lambda x: x + 3.0 if len(x) == 1 else np.sin(x),
            "Your result is right where batch is 1, and wrong where it is larger. "
            "Look at what becomes of the second along that axis.",
        ),
        (
            lambda x: x,
            "Your result is the argument 'x' as it came. "
            "Look at whether you return what you computed.",
        ),
        (
            lambda x: np.int64(1) * np.full(x.shape, 3) if x.size == 1 else x + 3.0,
            "",
        ),
    ],
)
def test_a_relation_is_told(function, said):
    assert told(function) == said


def test_negative_numbers_cut_off_are_told():
    said = told(lambda x: np.maximum(x, 0), reference=lambda x: x * 1.0)
    assert said == (
        "Your result has 0 where negative numbers are due. "
        "Look for a `maximum`, a `clip` or a comparison with 0."
    )


def test_without_names_axes_are_told_by_number():
    axes = {}
    swapped = told(lambda x: (x + 3.0).swapaxes(1, 2), axes=axes)
    turned = told(lambda x: (x + 3.0).transpose(1, 2, 3, 0), axes=axes)
    first = told(lambda x: np.repeat((x + 3.0)[:1], len(x), axis=0), axes=axes)
    assert swapped == "Your values are right, but axes 1 and 2 of your result are in another order."
    assert turned == "Your values are right, but the axes of your result are in another order."
    assert "the same all along axis 0: everywhere what index 0 of axis 0 should be" in first


# data that only moves


def split(x, heads, d_head):
    return x.reshape(*x.shape[:2], heads, d_head).transpose(0, 2, 1, 3)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (
            lambda x: split(x, 3, 2),
            "Axis 1 of your result runs over d_model, as it should, but in other steps.",
        ),
        (
            lambda x: x.reshape(x.shape[0], 2, x.shape[1], 3),
            "Axis 1 of your result runs over d_model and seq; it should run over heads.",
        ),
    ],
)
def test_what_an_axis_runs_over_is_told_by_the_input_s_axes(function, sentence):
    axes = {"x": ("batch", "seq", "d_model"), "return": ("batch", "heads", "seq", "d_head")}
    inputs = [np.random.default_rng(7).permutation(42).reshape(1, 7, 6).astype(float)]
    assert told(function, lambda x: split(x, 2, 3), inputs, axes).startswith(sentence)


def test_without_names_the_argument_s_axes_are_told_by_number():
    inputs = [np.random.default_rng(7).permutation(42).reshape(1, 7, 6).astype(float)]
    said = told(lambda x: split(x, 3, 2), lambda x: split(x, 2, 3), inputs, {})
    assert said.startswith("Axis 1 of your result runs over axis 2 of 'x', as it should, but in")


def test_inputs_with_two_entries_alike_cannot_be_traced():
    inputs = [np.repeat(np.arange(12.0), 2).reshape(1, 2, 3, 4)]
    said = told(lambda x: x.reshape(1, 3, 2, 4), lambda x: x.swapaxes(1, 2), inputs)
    assert "runs over" not in said


def test_an_entry_from_nowhere_is_no_move():
    inputs = [np.arange(24.0).reshape(1, 2, 3, 4)]
    moved = told(
        lambda x: np.where(x == 5, 0.5, x).reshape(1, 3, 2, 4), lambda x: x.swapaxes(1, 2), inputs
    )
    assert moved == ""


# extreme inputs


def extreme(*values):
    rng = np.random.default_rng(3)
    return [rng.normal(size=(1, 2, 3, 4)), np.array([[[[*values, 1.0, 2.0, 0.5]]]])]


def test_nan_where_an_input_is_infinite_is_told():
    said = told(lambda x: x - x + x, lambda x: np.where(np.isinf(x), 0.0, x), extreme(-np.inf))
    assert said.startswith("There is nan or infinity in your result where an input is infinite")


def test_nan_where_inputs_are_large_is_told():
    said = told(lambda x: np.log(np.exp(x)), lambda x: x + 0.0, extreme(1000.0))
    assert said.startswith("There is nan or infinity in your result where the inputs are large")


def test_one_entry_that_is_wrong_says_nothing_about_its_slice():
    assert told(lambda x: x + 3.0 + (x == x.max())) == ""


def test_nan_at_small_inputs_is_no_overflow():
    assert told(lambda x: np.where(x > 3, np.nan, x), lambda x: x + 0.0, extreme(4.0)) == ""


# what proves nothing


@pytest.mark.parametrize(
    "value",
    [np.zeros((2, 3, 4, 5)), np.full((2, 3, 4, 5), 7.0), np.ones((1, 1, 1, 1)), np.zeros((0, 2))],
)
def test_zeros_constants_and_single_entries_prove_nothing(value):
    for function in (lambda x: 2 * x + 1, lambda x: -x - 1, lambda x: x[::-1] + 1):
        assert told(function, lambda x: x, [value] * 5, {}) == ""


def test_a_few_numbers_are_no_proof():
    assert told(lambda x: 2 * x, lambda x: x, [np.arange(1.0, 6.0)], {}) == ""
    assert told(lambda x: 2 * x, lambda x: x, [np.arange(1.0, 9.0)], {}) != ""


@pytest.mark.parametrize("relation", RELATIONS)
def test_one_example_that_contradicts_a_relation_is_enough(relation):
    rest = np.random.default_rng(5)

    def mostly(x):
        return rest.normal(size=x.shape) if x.shape == SHAPES[1] else 2 * (x + 3.0)

    assert told(mostly) == ""
    assert relation.__doc__.endswith(".")


def test_an_example_that_is_right_contradicts_a_constant_factor():
    def mostly(x):
        return x + 3.0 if x.shape == SHAPES[1] else 2 * (x + 3.0)

    assert "2 times" not in told(mostly)


@pytest.mark.parametrize(
    "value",
    [
        "a text",
        {"a": 1},
        np.array(["a"]),
        np.array([1j]),
        [INPUTS[0], None],
        (INPUTS[0], "a text"),
        np.ones((1,) * 9),
        np.ones(6000),
    ],
)
def test_what_cannot_be_looked_into_has_no_relation(value):
    reference = (lambda x: (x + 3.0, x)) if isinstance(value, list | tuple) else lambda x: x + 3.0
    assert told(lambda x: value, reference) == ""


def test_an_error_where_a_value_is_due_has_no_relation():
    def halting(x):
        if len(x) == 1:
            raise IndexError
        return 2 * (x + 3.0)

    assert told(halting) == ""


def test_a_large_example_is_passed_over():
    large = np.random.default_rng(6).normal(size=(1, 1, 100, 100))
    assert told(lambda x: 2 * x, lambda x: x, [large]) == ""
    assert told(lambda x: 2 * x, lambda x: x, [large, *INPUTS]).startswith("Every entry of your")


def test_a_huge_result_costs_next_to_nothing():
    huge = np.zeros(30_000_000)
    expected = [observe(lambda x: x + 3.0, {"x": x}) for x in INPUTS]
    begun = time.process_time()
    assert diagnose([Observation(huge)] * len(INPUTS), expected, {}) is None
    assert time.process_time() - begun < 5.0  # looking through it takes longer than that


# errors and kinds


def raising(error):
    def fail(x):
        if x.size == 1:
            raise error
        return x + 3.0

    return fail


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (
            raising(TypeError("no")),
            "Your function raises another error than ValueError where that is due. "
            "Look at which one the docstring promises.",
        ),
        (
            lambda x: x + 3.0,
            "Your results are right, but no ValueError comes where one is due. "
            "Look at when the docstring promises it.",
        ),
        (raising(ValueError("yes")), ""),
    ],
)
def test_an_error_that_is_due_is_told(function, said):
    assert told(function, raising(ValueError("no"))) == said


def test_two_ways_to_miss_an_error_are_not_told_as_one():
    def fail(x):
        if len(x) == 1:
            raise ValueError
        return x

    def other(x):
        if x.size == 1:
            raise TypeError
        return x

    assert told(other, fail) == ""


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x: x, "Your function returns one array where 2 are due. Return each by itself."),
        (
            lambda x: (x,),
            "Your function returns 1 item where 2 are due. Look at what it returns.",
        ),
        (
            lambda x: (x, x, x),
            "Your function returns 3 items where 2 are due. Look at what it returns.",
        ),
        (lambda x: 5, ""),
        (lambda x: (x,) * x.ndim if len(x) == 1 else (x,), ""),
    ],
)
def test_the_number_of_items_is_told(function, said):
    assert told(function, lambda x: (x + 1, x + 2)) == said


def test_items_that_are_wrong_alike_are_told_together():
    said = told(lambda x: (x, x + 1, 2 * x), lambda x: (x, 3 * x + 3, 6 * x))
    assert said.startswith("Every entry of each of items 2 and 3 of your result is 1/3 times")


def test_a_dtype_of_its_own_is_told_where_the_values_are_right():
    whole = [np.arange(24.0).reshape(1, 2, 3, 4)]
    assert told(lambda x: x.astype(np.int64), lambda x: x + 0.0, whole) == (
        "Your values are right, but their dtype is int64 where float64 is due. "
        "Look at how the result is made."
    )


def test_a_changed_argument_and_a_dtype_are_not_told_as_one():
    def both(x):
        x += 1
        return x.astype(np.int64)

    whole = [np.arange(24.0).reshape(1, 2, 3, 4)]
    assert told(both, lambda x: x + 1, whole) == ""


def test_an_argument_that_is_changed_before_an_error_is_told():
    def changing(x):
        x *= 2
        return raising(ValueError)(x / 2)

    assert told(changing, raising(ValueError)).startswith("Your function changes its argument 'x'.")
