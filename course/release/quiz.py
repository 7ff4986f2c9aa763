"""The quiz as a student sees it: questions as Markdown, and the dict that takes the answers."""

from collections.abc import Sequence

from course.model import Question


def question_text(question: Question, number: int) -> str:
    """A question and its options, as Markdown."""
    options = "\n".join(f"- **{key}**: {text}" for key, text in question.options.items())
    return f"### Question {number}\n\n{question.text.strip()}\n\n{options}"


def answers_source(questions: Sequence[Question]) -> str:
    """`answers = {"head_dim": None, …}`, with the keys to choose from beside each."""
    lines = []
    for question in questions:
        *others, last = (f'"{key}"' for key in question.options)
        choice = f"{', '.join(others)} or {last}" if others else last
        lines.append(f'    "{question.id}": None,  # {choice}')
    return "\n".join(["answers = {", *lines, "}"])


def folded(summary: str, text: str) -> str:
    """Markdown that shows its text when its summary is clicked."""
    return f"<details><summary>{summary}</summary>\n\n{text.strip()}\n\n</details>"


def hint_text(question: Question) -> str:
    """A question's hint, folded, with a link to its paragraph."""
    return folded("Hint", f"{question.hint.strip()} [Read it again](#{question.see}).")
