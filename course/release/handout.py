"""A chapter as one HTML page that needs no network: text, formulas, exercises, hints, quiz."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course.errors import AuthorError, Problem
from course.model import Assignment
from course.release.notebook import neighbours
from course.release.quiz import OWN_WORDS, folded, hint_text, question_text, written_text
from course.release.render import Cell

_STYLES = {"light": "friendly", "dark": "github-dark"}


def handout(assignment: Assignment, cells: Sequence[Cell], chapter: Path) -> bytes:
    """The page; `chapter` is the file to name where a formula is wrong."""
    markdown = _markdown(chapter)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("course.release"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("handout.html.j2").render(
        assignment=assignment,
        # The author's own Markdown, which may hold HTML: the one text here that is trusted.
        blocks=[Markup(html) for html in _blocks(assignment, cells, markdown)],  # noqa: S704 - so
        code_styles={
            scheme: Markup(_code_style(style))  # noqa: S704 - made by Pygments
            for scheme, style in _STYLES.items()
        },
    )
    return page.encode()


def _blocks(assignment: Assignment, cells: Sequence[Cell], markdown: MarkdownIt) -> Iterator[str]:
    hints = {exercise.name: exercise.hints for exercise in assignment.exercises}
    for cell in cells:
        if cell.kind == "markdown":
            yield markdown.render(cell.source)
            continue
        yield _highlighted(cell.source, "python", "")
        if cell.is_skeleton:
            for number, hint in enumerate(hints[cell.exercise], start=1):
                yield markdown.render(folded(f"Hint {number}", hint))
    if assignment.questions:
        yield markdown.render("## Quiz")
    for number, question in enumerate(assignment.questions, start=1):
        yield markdown.render(f"{question_text(question, number)}\n\n{hint_text(question)}")
    if assignment.written:
        yield markdown.render(OWN_WORDS)
    for written in assignment.written:
        yield markdown.render(f"{written_text(written)}\n\n{hint_text(written)}")
    yield markdown.render(neighbours(assignment))


def _markdown(chapter: Path) -> MarkdownIt:
    def formula(content: str, options: Mapping[str, Any]) -> str:
        latex = content.strip()
        display = "block" if options["display_mode"] else "inline"
        try:
            mathml = str(convert(latex, display=display))
        except Exception as error:
            message = f"the formula '{latex}' cannot be set: {type(error).__name__}"
            raise AuthorError([Problem(chapter, message)]) from error
        # A command that the library does not know comes out as a name with its backslash.
        if unknown := re.search(r"\\[A-Za-z]+", mathml):
            message = f"the formula '{latex}' cannot be set: '{unknown[0]}' is not known"
            raise AuthorError([Problem(chapter, message)])
        return mathml

    markdown = MarkdownIt("commonmark", {"html": True, "highlight": _highlighted})
    return markdown.enable("table").use(dollarmath_plugin, renderer=formula)


def _code_style(style: str) -> str:
    formatter: Any = HtmlFormatter(style=style)
    return str(formatter.get_style_defs("pre"))


def _highlighted(code: str, language: str, _: str) -> str:
    """A code block with its words marked; a language other than Python stays plain."""
    if language not in {"python", "py"}:
        return ""
    marked = highlight(code, PythonLexer(), HtmlFormatter(nowrap=True))
    return f"<pre><code>{marked}</code></pre>\n"
