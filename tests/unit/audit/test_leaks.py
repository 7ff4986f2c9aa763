"""A text that gives a hidden value or the solution away is found, and no other."""

import numpy as np
import pytest

from course.audit.leaks import Hidden


def softmax(scores):
    """Weights."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=-1, keepdims=True), scores


@pytest.fixture(scope="module")
def hidden():
    values = [np.array([0.73125, 1001.0, -np.inf]), (np.float32(2.5), [3, "text", True]), None]
    return Hidden(softmax, values)


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        ("The weight of key 1 is 0.73125.", "the hidden value 0.73125"),
        ("The weight of key 1 is about 0.7312.", "the hidden value 0.7312"),
        ("It is 7.3125e-1 here.", "the hidden value 7.3125e-1"),
        ("A score of 1001 overflows.", "the hidden value 1001"),
        ("Write `np.exp( shifted )` here.", "the reference's code 'np.exp(shifted)'"),
    ],
)
def test_what_gives_something_away_is_named(hidden, text, leak):
    assert hidden.leak(text) == leak


@pytest.mark.parametrize(
    "text",
    [
        "Your weights sum to 0.731 or so, and one is 2.5.",
        "See Vaswani et al. 2017, eq. 1.",
        "A number like 0.7319 is of nobody.",
        "You returned scores. Look at `np.exp`.",
        "Look at x1001 and at v0.73125.",
    ],
)
def test_an_explanation_gives_nothing_away(hidden, text):
    assert hidden.leak(text) == ""


def test_without_values_no_number_is_hidden():
    assert Hidden(softmax, []).leak("It is 0.73125.") == ""
