"""How much of the quiz is answered, without a word on what is right."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from course.model import Question
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
        elif answer in options[name]:
            count += 1
        else:
            keys = ", ".join(options[name])
            notes.append(f"'{given}' is no option of the question '{shown}': choose from {keys}.")
    return count, tuple(notes)
