"""A chapter as one HTML page that needs no network: text, formulas, exercises, hints, quiz."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby

from markupsafe import Markup

from course.catalog import CHAPTER, chapter_folder
from course.model import Assignment, Course, Question
from course.release.html import html_template
from course.release.page_text import PageText
from course.release.quiz import OWN_WORDS, answers_source, hint_text, written_text
from course.release.render import Cell

HANDOUT = "handout.html"
_TAKEN = ("answers", "contents", "copy", "quiz-form", "text", "your-answers")
"""Anchors in `handout.html.j2`."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of cells of one exercise, or of the chapter's own text."""

    html: Markup
    exercise: str = ""
    heading: str = ""
    """The anchor of an exercise's heading."""
    hints: Sequence[Markup] = ()


@dataclass(frozen=True, slots=True)
class _ShownQuestion:
    id: str
    heading: str
    text: Markup
    options: Sequence[tuple[str, Markup]]
    hint: Markup


@dataclass(frozen=True, slots=True)
class _Neighbour:
    label: str
    title: Markup
    href: str
    """Empty where the course has no such chapter, or its title has a link of its own."""


def handout(course: Course, assignment: Assignment, cells: Sequence[Cell]) -> bytes:
    """The page."""
    path = chapter_folder(course, assignment) / CHAPTER
    text = PageText(path, (cell.source for cell in cells), _TAKEN)
    title, _, opening = cells[0].source.partition("\n")
    # In the page's order, which is that of its contents.
    parts = list(_parts(assignment, [Cell("markdown", opening), *cells[1:]], text))
    quiz = text.heading(2, "Quiz") if assignment.questions else None
    own_words = text.heading(2, OWN_WORDS.lstrip("# ")) if assignment.written else None
    script = files("course.release").joinpath("templates/quiz.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = html_template("handout.html.j2").render(
        assignment=assignment,
        title=text.inline(title.removeprefix("# ")),
        parts=parts,
        quiz=quiz,
        own_words=own_words,
        written=[
            text.html(f"{written_text(written)}\n\n{hint_text(written)}")
            for written in assignment.written
        ],
        questions=[
            _shown(question, number, text)
            for number, question in enumerate(assignment.questions, start=1)
        ],
        answers=answers_source(assignment.questions),
        headings=text.headings,
        neighbours=list(_neighbours(course, assignment, text)),
        script=Markup(script),  # noqa: S704 - our own
        script_digest=digest,
    )
    return page.encode()


def _parts(assignment: Assignment, cells: Sequence[Cell], text: PageText) -> Iterator[_Part]:
    exercises = {exercise.name: exercise for exercise in assignment.exercises}
    for name, run in groupby(cells, key=lambda cell: cell.exercise):
        before = len(text.headings)
        html = Markup().join(
            text.html(cell.source) if cell.kind == "markdown" else text.code(cell.source)
            for cell in run
        )
        if name:
            hints = [text.html(hint) for hint in exercises[name].hints]
            yield _Part(html, name, text.headings[before].anchor, hints)
        else:
            yield _Part(html)


def _shown(question: Question, number: int, text: PageText) -> _ShownQuestion:
    return _ShownQuestion(
        id=question.id,
        heading=text.anchor(f"question {number}"),
        text=text.html(question.text),
        options=[(key, text.inline(option)) for key, option in question.options.items()],
        hint=text.html(hint_text(question)),
    )


def _neighbours(course: Course, assignment: Assignment, text: PageText) -> Iterator[_Neighbour]:
    """The chapters before and after this one, linked where the course has them."""
    folders = {other.title: other.name for other in course.assignments}
    for label, title in (("Previous", assignment.previous), ("Next", assignment.next)):
        if title:
            href = f"../{folders[title]}/{HANDOUT}" if title in folders else ""
            yield _Neighbour(f"{label} chapter", text.inline(title), href)
