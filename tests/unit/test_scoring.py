import pytest

from course.model import Question
from course.scoring import grade_quiz, read_points

HEADS = Question("heads", "How many?", {"a": "one", "b": "several"}, "hint", "see", points=2.0)
CASED = Question("cased", "Which?", {"A": "upper", "a": "lower"}, "hint", "see")
ANSWERS = {"heads": "b", "cased": "A"}


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
        ([0], "points are 0, but must be above zero"),
        ([-1.5], "points are -1.5, but must be above zero"),
        ([float("nan")], "points are nan, but must be above zero"),
        ([float("inf")], "points are inf, but must be above zero"),
    ],
)
def test_other_points_are_refused_with_their_value(arguments, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - compared below
        read_points(arguments)
    assert str(caught.value) == message


def test_a_right_answer_is_correct_and_worth_its_points():
    (graded,) = grade_quiz([HEADS], ANSWERS, {"heads": "b"})
    assert (graded.id, graded.text, graded.answer, graded.correct, graded.points) == (
        "heads",
        "How many?",
        "b",
        True,
        2.0,
    )


@pytest.mark.parametrize("given", ["B", " b ", "\tB\n"])
def test_space_and_case_are_forgiven(given):
    (graded,) = grade_quiz([HEADS], ANSWERS, {"heads": given})
    assert (graded.answer, graded.correct) == ("b", True)


def test_case_counts_where_two_options_differ_by_it_alone():
    assert not grade_quiz([CASED], ANSWERS, {"cased": "a"})[0].correct


@pytest.mark.parametrize(("given", "answer"), [({}, None), ({"heads": "c"}, "c")])
def test_no_answer_and_no_option_are_wrong(given, answer):
    (graded,) = grade_quiz([HEADS], ANSWERS, given)
    assert (graded.answer, graded.correct) == (answer, False)


def test_an_answer_to_no_question_changes_nothing():
    assert grade_quiz([HEADS], ANSWERS, {"other": "b"}) == grade_quiz([HEADS], ANSWERS, {})
