import pytest

from course.reports.points import points


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (2.0, "2"), (2.5, "2.5"), (1 / 3, "0.33"), (100.0, "100"), (0.1 + 0.2, "0.3")],
)
def test_points_have_at_most_two_decimals_and_no_idle_zeros(value, text):
    assert points(value) == text
