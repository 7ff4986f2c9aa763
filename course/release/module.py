"""A chapter's exercises as one Python file, in the percent cells that editors know."""

from collections.abc import Iterator, Sequence

from course.model import Assignment
from course.release.quiz import (
    ANSWER_HERE,
    OWN_WORDS,
    answers_source,
    question_text,
    written_text,
)
from course.release.render import Cell

_OPENING = '''"""{title}

Write each function in place of its `raise NotImplementedError` line, save the file,
and run this in its folder:

    course check

The chapter, with the hints, is in handout.html.
"""

import numpy as np
'''


def student_module(assignment: Assignment, cells: Sequence[Cell]) -> bytes:
    """The `.py` file that a student fills in."""
    title = assignment.title.replace("\\", "\\\\").replace('"', "'")
    blocks = [_OPENING.format(title=f"{title.rstrip('.')}."), *_blocks(assignment, cells)]
    return ("\n\n".join(blocks)).encode()


def _blocks(assignment: Assignment, cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        if cell.exercise:
            yield _comment(cell.source) if cell.kind == "markdown" else _code(cell.source)
    if assignment.questions:
        yield _comment(
            "## Quiz\n\nWrite the letter of your answer in place of each `None` below, in quotes."
        )
        for number, question in enumerate(assignment.questions, start=1):
            yield _comment(question_text(question, number))
        yield _code(answers_source(assignment.questions))
    if assignment.written:
        yield _comment(OWN_WORDS)
    for written in assignment.written:
        yield _comment(written_text(written))
        yield _comment(ANSWER_HERE)


def _comment(markdown: str) -> str:
    lines = [f"# {line}".rstrip() for line in markdown.splitlines()]
    return "\n".join(["# %% [markdown]", *lines, ""])


def _code(source: str) -> str:
    return f"# %%\n{source}\n"
