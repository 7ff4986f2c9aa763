from dataclasses import replace

import numpy as np
import pytest

from course.chain import Chain, Mistake, Picture, Step
from course.chain.values import draw, random_inputs, results, try_chain
from course.examples import HandedExercise

AXES = {"x": ("rows", "columns"), "return": ("rows", "columns")}
EXERCISES = [
    HandedExercise("double", "", "double(x)", "", AXES, (), {}),
    HandedExercise("parts", "", "parts(x)", "", AXES, (), {}),
]
REFERENCES = {"double": lambda x: 2 * x, "parts": lambda x: (x + 1, x - 1)}
CHAIN = Chain(
    sizes={"rows": 2, "columns": 3},
    products={},
    steps=(Step(("twice",), "double", ("x",)), Step(("more", "less"), "parts", ("twice",))),
)
PICTURE = Picture(
    of="less",
    title="Less",
    labels=("a", "b"),
    sizes={"columns": 2},
    inputs={"x": [[1, 2], [3, 4]]},
    mistakes=(Mistake("half-way", "double", "forgets", "Look."),),
)
CHAFFS = {"double": {"forgets": lambda x: x}, "parts": {}}


def drawn(picture, **references):
    chain = replace(CHAIN, picture=picture)
    return draw(chain, EXERCISES, REFERENCES | references, CHAFFS)


def test_random_inputs_have_the_shape_of_their_axes_and_are_the_same_each_time():
    sizes = {"rows": 4, "columns": 5}
    first, second = (random_inputs(CHAIN, {"x": AXES["x"]}, sizes) for _ in range(2))
    assert list(first) == ["x"]
    assert first["x"].shape == (4, 5)
    assert np.abs(first["x"]).max() <= 1
    np.testing.assert_array_equal(first["x"], second["x"])


def test_a_call_gives_one_value_for_each_name():
    one, two = CHAIN.steps
    assert results(one, (1, 2)) == [(1, 2)]
    assert results(two, [1, 2]) == [1, 2]
    assert results(two, (1, 2, 3)) is None
    assert results(two, np.zeros((2, 3))) is None


def test_a_sound_chain_is_accepted():
    try_chain(CHAIN, EXERCISES, REFERENCES)


@pytest.mark.parametrize(
    ("chain", "references", "message"),
    [
        (
            CHAIN,
            {"double": lambda x: x.T},
            r"'twice' has the shape \(3, 2\), but \(rows, columns\)",
        ),
        (CHAIN, {"parts": lambda x: x}, "'parts' does not return 2 values"),
        (replace(CHAIN, sizes={"rows": 2}), {}, "'x' has an axis 'columns', which has no size"),
        (
            replace(CHAIN, steps=(Step(("y",), "double", ("x", "z")),)),
            {},
            "no docstring says the shape of 'z'",
        ),
    ],
)
def test_a_chain_that_the_references_do_not_keep_is_refused(chain, references, message):
    with pytest.raises(ValueError, match=message):
        try_chain(chain, EXERCISES, REFERENCES | references)


def test_a_chain_without_a_picture_draws_none():
    assert draw(CHAIN, EXERCISES, REFERENCES, CHAFFS) is None


def test_a_picture_has_what_the_references_give_and_what_the_mistake_gives():
    found = drawn(PICTURE)
    assert found.expected["less"].tolist() == [[1, 3], [5, 7]]
    assert set(found.expected) == {"twice", "more", "less"}
    assert found.mistakes["half-way"].tolist() == [[0, 1], [2, 3]]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"inputs": {"x": [[1, 2], [3]]}}, "an input of the picture is no array of numbers"),
        ({"inputs": {"x": [["a", "b"], [1, 2]]}}, "an input of the picture is no array of numbers"),
        ({"inputs": {"x": [[1, 2, 3], [4, 5, 6]]}}, r"'x' has the shape \(2, 3\), but"),
        ({"labels": ("a",)}, r"the picture has 1 labels, and 'less' the shape \(2, 2\)"),
        ({"mistakes": (Mistake("m", "parts", "x", ""),)}, "'parts' has no chaff 'x'"),
    ],
)
def test_a_picture_that_does_not_fit_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        drawn(replace(PICTURE, **changed))
