import pytest

from course.answers import answers_source, count_answers, grade_quiz, open_questions
from course.model import Question

QUESTIONS = [
    Question("head_dim", "How wide?", {"a": "d_model", "b": "d_model / h"}, "Hint", "heads"),
    Question("mixed", "What is mixed?", {"a": "Values", "b": "Keys"}, "Hint", "values"),
]
HEADS = Question("heads", "How many?", {"a": "one", "b": "several"}, "hint", "see", points=2.0)
CASED = Question("cased", "Which?", {"A": "upper", "a": "lower"}, "hint", "see")
ANSWERS = {"heads": "b", "cased": "A"}


def test_an_option_of_the_question_is_an_answer():
    assert count_answers(QUESTIONS, {"head_dim": "a"}) == (1, ())
    assert count_answers(QUESTIONS, {"head_dim": "a", "mixed": "b"}) == (2, ())


def test_anything_else_is_none_and_told():
    told = "'c\\' is no option of the question 'head_dim': choose from a, b."
    assert count_answers(QUESTIONS, {"head_dim": "c\\\x1b[2J"}) == (0, (told,))


def test_an_unknown_question_is_told_with_the_nearest():
    told = "The quiz has no question 'head_dm'. Did you mean 'head_dim'?"
    assert count_answers(QUESTIONS, {"head_dm": "a"}) == (0, (told,))


def test_an_unknown_question_without_a_neighbour_is_told():
    assert count_answers(QUESTIONS, {"zzz": "a"}) == (0, ("The quiz has no question 'zzz'.",))


@pytest.mark.parametrize("given", ["A", " a ", "\tA\n"])
def test_what_grading_forgives_counts_as_answered(given):
    assert count_answers(QUESTIONS, {"head_dim": given}) == (1, ())


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


def test_the_dict_holds_what_is_given_and_none_elsewhere():
    assert answers_source([HEADS, CASED], {"cased": "A", "other": "b"}) == (
        'answers = {\n    "heads": None,  # "a" or "b"\n    "cased": "A",  # "A" or "a"\n}'
    )


def test_a_question_is_open_until_one_of_its_options_is_given():
    assert open_questions([HEADS, CASED], {"heads": " B", "cased": "b"}) == ("cased",)
    assert open_questions([HEADS, CASED], {}) == ("heads", "cased")
