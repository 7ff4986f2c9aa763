import numpy as np
import pytest

from course.grading.symptom import symptom
from course.model import Example, Maps, Observation, Opaque, Symptom

AXES = ("batch", "heads", "seq_q", "seq_k")
TOY = np.arange(8.0).reshape(1, 2, 2, 2)
OTHER = np.arange(24.0).reshape(1, 2, 3, 4)


def shown(*pairs, axes=AXES, names=("two_token_toy", "all_axes_different"), public=True):
    """What is shown of examples, each a pair of what came and what is due."""
    pairs = [
        tuple(each if isinstance(each, Observation) else Observation(each) for each in pair)
        for pair in pairs
    ]
    examples = [Example(name, {}, public) for name in names[: len(pairs)]]
    return symptom(examples, [got for got, _ in pairs], [due for _, due in pairs], axes)


def test_the_toy_is_shown_wherever_it_is_wrong():
    found = shown((OTHER + 1, OTHER), (TOY + 1, TOY), names=("different", "a_toy"))
    assert (found.example, found.got, found.expected) == (
        "a toy",
        "(batch=1, heads=2, seq_q=2, seq_k=2)",
        "(batch=1, heads=2, seq_q=2, seq_k=2)",
    )


def test_without_it_the_first_that_is_wrong_is_shown():
    assert shown((TOY, TOY), (OTHER + 1, OTHER)).example == "all axes different"


def test_hidden_examples_are_not_shown():
    assert shown((TOY + 1, TOY), public=False) == Symptom()


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (OTHER.swapaxes(1, 2), OTHER, "(batch=1, seq_q=3, heads=2, seq_k=4)"),
        (np.ones((3, 4)), np.ones((2, 5)), "(3, 4)"),
        (None, OTHER, "None"),
        ((OTHER, OTHER), OTHER, "2 arrays of (batch=1, heads=2, seq_q=3, seq_k=4)"),
        (Observation(raised="IndexError"), OTHER, "an IndexError"),
        (OTHER, Observation(raised="ValueError"), "(batch=1, heads=2, seq_q=3, seq_k=4)"),
    ],
)
def test_what_came_is_told_by_its_shape(got, expected, words):
    found = shown((got, expected), axes=AXES)
    assert found.got == words
    assert found.raised is (words == "an IndexError")


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (Observation(raised="Hidden8675309"), "an exception of its own"),
        (np.zeros((0, 8675309)), "an array of another shape"),
        ([np.zeros(1)] * 9, "an array of another shape"),
        (8675309, "something that is no array"),
        ("hidden 8675309", "something that is no array"),
        (Opaque("a hidden 8675309"), "something that is no array"),
        (Opaque("a hidden 8675309", too_large=True), "something too large to be looked at"),
    ],
)
def test_what_came_is_told_in_no_word_and_no_number_of_the_students_choice(got, words):
    assert shown((got, OTHER)).got == words


def test_the_first_map_that_differs_is_drawn():
    got = TOY.copy()
    got[0, 1, 0, 1] = -np.inf
    assert shown((got, TOY)).maps == Maps(
        rows="seq_q",
        columns="seq_k",
        at="batch=0, heads=1",
        got=((4.0, -np.inf), (6.0, 7.0)),
        expected=((4.0, 5.0), (6.0, 7.0)),
    )


def test_a_map_of_another_size_is_drawn_beside_the_right_one():
    assert shown((OTHER.swapaxes(2, 3), OTHER)).maps.got == tuple(
        tuple(row) for row in OTHER[0, 0].T
    )


def test_a_result_that_is_one_map_alone_has_no_place():
    assert shown((TOY[0, 0] + 1, TOY[0, 0]), axes=AXES[2:]).maps.at == ""


@pytest.mark.parametrize(
    ("got", "expected", "axes"),
    [
        (TOY + 1, TOY, ("batch", "heads", "seq_q", "d_head")),
        (TOY + 1, TOY, ()),
        (TOY[0] + 1, TOY, AXES),
        (TOY + 1j, TOY, AXES),
        (None, TOY, AXES),
        (TOY, 3.0, AXES),
        (np.ones((1, 2, 2, 9)), np.zeros((1, 2, 2, 9)), AXES),
        (np.ones((1, 2, 2, 0)), TOY, AXES),
        (TOY.astype(np.float16), TOY, AXES),
    ],
)
def test_what_is_no_small_map_is_not_drawn(got, expected, axes):
    assert shown((got, expected), axes=axes).maps is None
