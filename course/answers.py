"""A student's quiz answers: how many there are, and what they earn."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from course.model import GradedQuestion, Question
from course.plain import one_line


def count_answers(
    questions: Sequence[Question], answers: Mapping[str, str]
) -> tuple[int, tuple[str, ...]]:
    """How many questions have one of their options for an answer, and what is amiss."""
    options = {question.id: question.options for question in questions}
    count, notes = 0, []
    for name, answer in answers.items():
        shown, given = one_line(name, 40), one_line(answer, 40)
        if name not in options:
            close = get_close_matches(name, options, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            notes.append(f"The quiz has no question '{shown}'.{hint}")
        elif _option(options[name], answer) in options[name]:
            count += 1
        else:
            keys = ", ".join(options[name])
            notes.append(f"'{given}' is no option of the question '{shown}': choose from {keys}.")
    return count, tuple(notes)


def grade_quiz(
    questions: Sequence[Question], answers: Mapping[str, str], given: Mapping[str, str]
) -> tuple[GradedQuestion, ...]:
    """Every question's result; `answers` are the right ones, `given` the student's.

    Space around an answer and its case are forgiven where the options leave no doubt.
    """
    graded = []
    for question in questions:
        answer = _option(question.options, given.get(question.id))
        graded.append(
            GradedQuestion(
                id=question.id,
                text=question.text,
                answer=answer,
                correct=answer is not None and answer == answers[question.id],
                points=question.points,
            )
        )
    return tuple(graded)


def _option(options: Mapping[str, str], given: str | None) -> str | None:
    """The option that was meant, or what was given as it is."""
    if given is None:
        return None
    stripped = given.strip()
    if stripped in options:
        return stripped
    meant = [key for key in options if key.casefold() == stripped.casefold()]
    return meant[0] if len(meant) == 1 else given
