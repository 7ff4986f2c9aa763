"""A student's quiz answers: the dict that takes them, how many there are, what they earn."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from course.plain import one_line
from course.question import Question

if TYPE_CHECKING:
    from course.model import GradedQuestion


def answers_source(
    questions: Sequence[Question], given: Mapping[str, str | None] | None = None
) -> str:
    """`answers = {"head_dim": None, …}`, with the keys to choose from beside each.

    An answer that is given stands in place of its None.
    """
    lines = []
    for question in questions:
        *others, last = (f'"{key}"' for key in question.options)
        choice = f"{', '.join(others)} or {last}" if others else last
        answer = (given or {}).get(question.id)
        written = "None" if answer is None else json.dumps(answer)
        lines.append(f'    "{question.id}": {written},  # {choice}')
    return "\n".join(["answers = {", *lines, "}"])


def count_answers(
    questions: Sequence[Question], answers: Mapping[str, str]
) -> tuple[int, tuple[str, ...]]:
    """How many questions have one of their options for an answer, and what is amiss."""
    options = {question.id: question.options for question in questions}
    count, notes = 0, []
    for name, answer in answers.items():
        shown, given = one_line(name, 40), one_line(answer, 40)
        if name not in options:
            from difflib import get_close_matches

            close = get_close_matches(name, options, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            notes.append(f"The quiz has no question '{shown}'.{hint}")
        elif option(options[name], answer) in options[name]:
            count += 1
        else:
            keys = ", ".join(options[name])
            notes.append(f"'{given}' is no option of the question '{shown}': choose from {keys}.")
    return count, tuple(notes)


def open_questions(questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[str, ...]:
    """The questions that have none of their options for an answer."""
    return tuple(
        question.id
        for question in questions
        if option(question.options, answers.get(question.id, "")) not in question.options
    )


def grade_quiz(
    questions: Sequence[Question], answers: Mapping[str, str], given: Mapping[str, str]
) -> "tuple[GradedQuestion, ...]":
    """Every question's result; `answers` are the right ones, `given` the student's.

    Space around an answer and its case are forgiven where the options leave no doubt.
    """
    from course.model import GradedQuestion  # here alone: a check grades nothing

    graded = []
    for question in questions:
        answer = given.get(question.id)
        if answer is not None:
            answer = option(question.options, answer)
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


def option(options: Mapping[str, str], given: str) -> str:
    """The option that was meant, or what was given as it is."""
    stripped = given.strip()
    if stripped in options:
        return stripped
    meant = [key for key in options if key.casefold() == stripped.casefold()]
    return meant[0] if len(meant) == 1 else given
