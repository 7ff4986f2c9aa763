"""The quiz as a student sees it: questions as Markdown, and the dict that takes the answers."""

from course.answers import answers_source
from course.model import Question

__all__ = ["answers_source", "folded", "hint_text", "question_text"]


def question_text(question: Question, number: int) -> str:
    """A question and its options, as Markdown."""
    options = "\n".join(f"- **{key}**: {text}" for key, text in question.options.items())
    return f"### Question {number}\n\n{question.text.strip()}\n\n{options}"


def folded(summary: str, text: str) -> str:
    """Markdown that shows its text when its summary is clicked."""
    return f"<details><summary>{summary}</summary>\n\n{text.strip()}\n\n</details>"


def hint_text(question: Question) -> str:
    """A question's hint, folded, with a link to its paragraph."""
    return folded("Hint", f"{question.hint.strip()} [Read it again](#{question.see}).")
