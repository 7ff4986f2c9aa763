import pytest

from course.grading.scoring import read_points


@pytest.mark.parametrize("points", [1, 0.5, 2.0])
def test_points_are_a_number_above_zero(points):
    assert read_points([points]) == float(points)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "points takes one number, not 0"),
        ([1, 2], "points takes one number, not 2"),
        (["2"], "points are '2', which is no number"),
        ([True], "points are True, which is no number"),
        ([0], "points are 0, but must be a finite number above zero"),
        ([-1.5], "points are -1.5, but must be a finite number above zero"),
        ([float("nan")], "points are nan, but must be a finite number above zero"),
        ([float("inf")], "points are inf, but must be a finite number above zero"),
    ],
)
def test_other_points_are_refused_with_their_value(arguments, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - compared below
        read_points(arguments)
    assert str(caught.value) == message
