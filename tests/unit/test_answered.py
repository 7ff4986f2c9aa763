from course.answered import count_answers
from course.model import Question

QUESTIONS = [
    Question("head_dim", "How wide?", {"a": "d_model", "b": "d_model / h"}, "Hint", "heads"),
    Question("mixed", "What is mixed?", {"a": "Values", "b": "Keys"}, "Hint", "values"),
]


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
