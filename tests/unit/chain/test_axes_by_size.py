import pytest

from course.chain.axes_by_size import in_words, named, what_is_wrong

SIZES = {"batch": 2, "heads": 3, "seq": 5, "d_head": 4, "d_model": 12}
DUE = ("batch", "heads", "seq", "d_head")


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((2, 3, 5, 4), "(batch=2, heads=3, seq=5, d_head=4)"),
        ((2, 5, 3, 4), "(batch=2, seq=5, heads=3, d_head=4)"),
        ((3, 5, 4), "(heads=3, seq=5, d_head=4)"),
        ((2, 5, 12), "(batch=2, seq=5, d_model=12)"),
        ((6, 5, 4), "(batch * heads=6, seq=5, d_head=4)"),
        ((2, 3, 5, 7), "(batch=2, heads=3, seq=5, ?=7)"),
        ((), "()"),
    ],
)
def test_axes_are_named_by_their_sizes(shape, words):
    assert in_words(shape, named(shape, DUE, SIZES)) == words


def test_where_sizes_are_equal_the_place_decides_and_then_both_are_named():
    sizes = SIZES | {"heads": 5}
    assert named((2, 5, 5, 4), DUE, sizes) == ["batch", "heads", "seq", "d_head"]
    assert named((2, 5, 4, 5), DUE, sizes) == ["batch", "heads", "d_head", "seq"]
    assert named((5, 5, 4), DUE, sizes) == ["heads or seq", "heads or seq", "d_head"]


def test_a_right_shape_has_nothing_wrong():
    assert what_is_wrong((2, 3, 5, 4), DUE, SIZES) == ""


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (
            (2, 5, 3, 4),
            "Axis 1 is seq (5); it should be heads (3). Axis 2 is heads (3); it should be seq (5).",
        ),
        ((2, 3, 5, 7), "Axis 3 has size 7, which is no axis; it should be d_head (4)."),
        ((3, 5, 4), "It has 3 axes, and should have 4. batch is missing."),
        (
            (2, 5, 12),
            "It has 3 axes, and should have 4. heads and d_head are missing. "
            "It has d_model instead.",
        ),
        ((1, 2, 3, 5, 4), "It has 5 axes, and should have 4."),
        ((7,), "It has 1 axis, and should have 4. batch, heads, seq and d_head are missing."),
    ],
)
def test_what_is_wrong_is_said_axis_by_axis(shape, words):
    assert what_is_wrong(shape, DUE, SIZES) == words
