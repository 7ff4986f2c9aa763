"""What earns points: hidden tests and quiz questions."""

import math
from collections.abc import Mapping, Sequence

from course.model import GradedQuestion, Question


def read_points(arguments: Sequence[object]) -> float:
    """The points in `@pytest.mark.points(2)`: one finite number above zero.

    Raises:
        ValueError: saying what is wrong with them.
    """
    if len(arguments) != 1:
        raise ValueError(f"points takes one number, not {len(arguments)}")
    [points] = arguments
    if isinstance(points, bool) or not isinstance(points, int | float):
        raise ValueError(f"points are {points!r}, which is no number")
    if not math.isfinite(points) or points <= 0:
        raise ValueError(f"points are {points!r}, but must be above zero")
    return float(points)


def grade_quiz(
    questions: Sequence[Question], answers: Mapping[str, str], given: Mapping[str, str]
) -> tuple[GradedQuestion, ...]:
    """Every question's result; `answers` are the right ones, `given` the student's.

    Space around an answer and its case are forgiven where the options leave no doubt.
    """
    graded = []
    for question in questions:
        answer = _option(question, given.get(question.id))
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


def _option(question: Question, given: str | None) -> str | None:
    """The option that was meant, or what was given as it is."""
    if given is None:
        return None
    stripped = given.strip()
    if stripped in question.options:
        return stripped
    meant = [key for key in question.options if key.casefold() == stripped.casefold()]
    return meant[0] if len(meant) == 1 else given
