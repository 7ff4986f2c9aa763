"""An author's Markdown as HTML: headings with anchors, formulas as MathML, code with colours."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course.errors import AuthorError
from course.problem import Problem


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the page."""

    level: int
    anchor: str
    title: Markup


class PageText:
    """Turns Markdown into HTML, and keeps the headings that it met, in order.

    The author's own Markdown may hold HTML: it is the one text of a page that is trusted.
    """

    def __init__(self, chapter: Path, sources: Iterable[str], taken: Iterable[str]) -> None:
        """`chapter` is the file to name where a formula is wrong; `sources`, all of its text.

        `taken` are anchors of the page's own.
        """
        self.headings: list[Heading] = []
        self._taken = {name for text in sources for name in re.findall(r'\bid="([^"]+)"', text)}
        self._taken.update(taken)
        self._markdown = _markdown(chapter)

    def html(self, source: str) -> Markup:
        """Blocks of Markdown."""
        tokens = self._markdown.parse(source)
        for opening, content in pairwise(tokens):
            if opening.type == "heading_open":
                level = int(opening.tag.removeprefix("h"))
                opening.attrSet("id", self.heading(level, content.content).anchor)
        html = self._markdown.renderer.render(tokens, self._markdown.options, {})
        return Markup(html)  # noqa: S704 - the author's

    def inline(self, source: str) -> Markup:
        """Markdown inside a line."""
        return Markup(self._markdown.renderInline(source))  # noqa: S704 - the author's

    def code(self, source: str) -> Markup:
        """Python, with its words marked."""
        return _block(_marked(source))

    def heading(self, level: int, title: str) -> Heading:
        """A heading with an anchor of its own, the next of the page."""
        self.headings.append(Heading(level, self.anchor(title), self.inline(title)))
        return self.headings[-1]

    def anchor(self, title: str) -> str:
        """A name that nothing else on the page has."""
        name = re.sub(r"\W+", "-", title.lower()).strip("-") or "heading"
        numbered = (f"{name}-{number}" for number in count(2))
        while name in self._taken:
            name = next(numbered)
        self._taken.add(name)
        return name


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

    markdown = MarkdownIt("commonmark", {"html": True}, renderer_cls=_Renderer)
    return markdown.enable("table").use(dollarmath_plugin, renderer=formula)


def _block(code: str) -> Markup:
    return Markup('<pre class="code" tabindex="0"><code>{}</code></pre>\n').format(code)


def _marked(code: str) -> Markup:
    html = highlight(code, PythonLexer(), HtmlFormatter(nowrap=True))
    return Markup(html)  # noqa: S704 - escaped by Pygments


class _Renderer(RendererHTML):
    """What may be wider than a phone scrolls by itself, by keyboard too."""

    def fence(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A code block; a language other than Python stays plain."""
        code = tokens[idx].content
        return _block(_marked(code) if tokens[idx].info.strip() in {"python", "py"} else code)

    def code_block(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """An indented block, which names no language."""
        return _block(tokens[idx].content)

    def table_open(self, *_: Any) -> str:
        """A table, in a box that scrolls."""
        return '<div class="scroll" tabindex="0">\n<table>\n'

    def table_close(self, *_: Any) -> str:
        """The end of both."""
        return "</table>\n</div>\n"
