"""Random inputs keep to the contract that the docstring and the examples show."""

import numpy as np
import pytest

from course.audit.draws import draws
from course.model import Example, Solution


def scores(Q, K, heads):
    """Compare.

    Args:
        Q: queries, (batch, seq_q, d_head).
        K: keys, (batch, seq_k, d_head).
        heads: how many.
    """


def drawn(*examples, count=60, **more):
    return list(draws(Solution(scores, tuple(examples), **more), count))


def example(q, k, dtype=float, heads=2):
    rng = np.random.default_rng(0)
    return Example(
        "one",
        {
            "Q": (9 * rng.normal(size=q)).astype(dtype),
            "K": rng.normal(size=k).astype(dtype),
            "heads": heads,
        },
    )


def test_an_axis_of_one_name_and_size_has_the_same_new_size_everywhere():
    found = drawn(example((2, 3, 4), (2, 5, 4)))
    for one in found:
        assert one["Q"].shape[0] == one["K"].shape[0]
        assert one["Q"].shape[2] == one["K"].shape[2]
        assert one["heads"] == 2
    assert len({one["Q"].shape for one in found}) > 10


def test_an_axis_of_one_name_and_two_sizes_keeps_two_sizes():
    assert all(
        one["Q"].shape[2] != one["K"].shape[2] for one in drawn(example((2, 3, 4), (2, 5, 3)))
    )


def test_values_are_of_the_example_s_range_and_kind():
    one = example((2, 3, 4), (2, 5, 4), np.float32)
    for found in drawn(one):
        assert found["Q"].dtype == np.float32
        assert found["Q"].min() >= one.arguments["Q"].min()
        assert found["Q"].max() <= one.arguments["Q"].max()
    assert len({found["Q"].flat[0] for found in drawn(one)}) > 10


def test_integers_stay_integers():
    one = example((2, 3, 4), (2, 5, 4), int)
    assert all(np.isin(found["Q"], one.arguments["Q"]).all() for found in drawn(one))


def test_an_array_of_equal_entries_is_drawn_around_0():
    one = Example("ones", {"Q": np.ones((1, 1, 1)), "K": np.ones((1, 1, 1)), "heads": 1})
    assert any(found["Q"].flat[0] != 1.0 for found in drawn(one))


def test_infinities_empty_arrays_and_axes_without_a_name_stay():
    infinite = example((2, 3, 4), (2, 5, 4))
    infinite.arguments["Q"][0, 0, 0] = -np.inf
    flat = Example("flat", {"Q": np.ones(3), "K": np.ones((0, 2, 2)), "heads": 1})
    for found in drawn(infinite, flat):
        if found["heads"] == 2:
            assert np.array_equal(found["Q"], infinite.arguments["Q"])
            assert (found["K"].shape[0], found["K"].shape[2]) == (2, 4)
        else:
            assert (found["Q"].shape, found["K"].shape) == ((3,), (0, 2, 2))


def test_the_author_s_own_inputs_go_first():
    found = drawn(example((1, 1, 1), (1, 1, 1)), inputs=lambda rng: {"Q": rng.random()}, count=3)
    assert [list(one) for one in found] == [["Q"]] * 3


@pytest.mark.parametrize("examples", [(), (example((2, 3, 4), (2, 5, 4)),)])
def test_the_same_inputs_come_every_time(examples):
    one, other = drawn(*examples, count=5), drawn(*examples, count=5)
    assert len(one) == 5 * len(examples)
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a["Q"], b["Q"])
