"""What is asked besides the exercises, as a student sees it: the quiz, and written questions."""

from course.answers import answers_source
from course.model import Question, Written

OWN_WORDS = "## In your own words"
ANSWER_HERE = "Write your answer here."
"""What stands in the place of a written answer; nbgrader takes it for no answer."""

__all__ = ["answers_source", "folded", "hint_text", "question_text", "written_text"]


def question_text(question: Question, number: int) -> str:
    """A question and its options, as Markdown."""
    options = "\n".join(f"- **{key}**: {text}" for key, text in question.options.items())
    return f"### Question {number}\n\n{question.text.strip()}\n\n{options}"


def written_text(written: Written) -> str:
    """A question to be answered in words, as Markdown."""
    points = f"{written.points:g} point{'s' * (written.points != 1)}"
    return f"{written.text.strip()}\n\n*{points}, given by your instructor, not by a test.*"


def folded(summary: str, text: str) -> str:
    """Markdown that shows its text when its summary is clicked."""
    return f"<details><summary>{summary}</summary>\n\n{text.strip()}\n\n</details>"


def hint_text(question: Question | Written) -> str:
    """A question's hint, folded, with a link to its paragraph where it names one."""
    if isinstance(question, Written):
        return folded("Hint", question.hint)
    return folded("Hint", f"{question.hint.strip()} [Read it again](#{question.see}).")
