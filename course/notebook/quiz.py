"""`from course import quiz` in a notebook: the questions, and the cell that answers them.

Only the notebook's own `answers = {…}` is handed in, and a running cell cannot write into another
one. So nothing is answered here: what to paste is printed. A mistake is told, never raised.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course.answers import answers_source, option
from course.errors import CourseError, MissingInput, UnknownName
from course.examples import Handout
from course.model import Question
from course.reports.quiz_terminal import ending, hint_text, question_text
from course.reports.terminal import Screen
from course.student.checking import read_handout

_SCREEN = Screen(width=80)
_chosen: dict[str, str] = {}
"""What was chosen since the notebook was started, pasted or not."""


def quiz(question: str = "", answer: str = "") -> None:
    """Print the quiz, or one question; with an answer the cell that gives it, to be pasted."""
    names = sys._getframe(1).f_globals
    try:
        text = _told(read_handout(Path()), question, answer, _given(names))
    except CourseError as error:
        text = f"{error}\n"
    sys.stdout.write(text)


def _told(handout: Handout, name: str, answer: str, given: Mapping[str, str]) -> str:
    if not handout.questions:
        raise MissingInput(f"'{handout.assignment}' has no quiz.")
    questions = {question.id: question for question in handout.questions}
    if name and name not in questions:
        raise UnknownName("question", name, questions)
    if not answer:
        shown = [
            _shown(question, number, len(questions), given)
            for number, question in enumerate(handout.questions, start=1)
            if name in ("", question.id)
        ]
        return "\n".join([*shown, ending(handout.questions, given, "", "", _SCREEN), _how(name)])
    options = questions[name].options
    key = option(options, answer)
    if key not in options:
        raise UnknownName("option", answer, options, where=name)
    _chosen[name] = key
    # Where the notebook says otherwise it is right: an earlier choice may never have been pasted.
    cell = answers_source(handout.questions, {**_chosen, **given, name: key})
    return f"Nothing is saved by this cell. Let your cell of the answers read:\n\n{cell}\n"


def _shown(question: Question, number: int, whole: int, given: Mapping[str, str]) -> str:
    text = question_text(question, number, whole, given.get(question.id, ""), _SCREEN)
    return f"{text}\n{hint_text(question, _SCREEN)}"


def _how(name: str) -> str:
    example = name or "the_question"
    return f'quiz("{example}", "a") prints the cell that answers so, for you to paste.\n'


def _given(names: Mapping[str, Any]) -> dict[str, str]:
    answers = names.get("answers")
    if not isinstance(answers, dict):
        return {}
    return {str(key): str(value) for key, value in answers.items() if value is not None}
