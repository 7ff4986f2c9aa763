"""A student's outputs and texts as a page may show them: nothing in them runs or is fetched.

The page is read by the student and by whoever grades, who is signed in to the formgrader.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from nbformat import NotebookNode

from course.gradebook.harmless import harmless_html
from course.plain import plain

MOST = 20
"""Outputs of a cell that are shown."""
_LONGEST_HTML = 100_000
_LARGEST_PICTURE = 2 << 20
"""Characters of base64."""
_PICTURES = ("image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True, slots=True)
class Shown:
    """One output, in one of three forms."""

    text: str = ""
    html: str = ""
    """Made harmless, as markup."""
    picture: str = ""
    """A data URL, as markup."""
    is_error: bool = False


def shown_outputs(cell: NotebookNode) -> list[Shown]:
    """What a code cell put out, cut where there is too much of it."""
    outputs = cell.get("outputs", [])
    shown = [_shown(output) for output in outputs[:MOST]]
    if len(outputs) > MOST:
        shown.append(Shown(f"… and {len(outputs) - MOST} more outputs"))
    return [each for each in shown if each != Shown()]


def attached(cell: NotebookNode) -> list[Shown]:
    """The pictures that a student put into a cell of text."""
    bundles = cell.get("attachments", {}).values()
    return [Shown(picture=picture) for bundle in bundles for picture in _pictures(bundle)][:MOST]


def markdown(text: str) -> Markup:
    """Markdown of a student or a grader; HTML in it is shown as it was typed."""
    return _harmless(_markdown().render(plain(text)))


def _shown(output: Mapping[str, Any]) -> Shown:
    kind = output["output_type"]
    if kind == "stream":
        return Shown(plain(output["text"]), is_error=output["name"] == "stderr")
    if kind == "error":
        # Its traceback has lines of other files, and where they lie on the grader's machine.
        return Shown(plain(f"{output['ename']}: {output['evalue']}"), is_error=True)
    data = output["data"]
    for picture in _pictures(data):
        return Shown(picture=picture)
    html = data.get("text/html")
    if isinstance(html, str) and "<table" in html and len(html) <= _LONGEST_HTML:
        return Shown(html=_harmless(html))
    text = data.get("text/plain")
    return Shown(plain(text) if isinstance(text, str) else "")


def _pictures(data: Mapping[str, Any]) -> Iterator[str]:
    for kind in _PICTURES:
        picture = data.get(kind)
        if isinstance(picture, str) and len(picture) <= _LARGEST_PICTURE:
            letters = "".join(picture.split())
            if _BASE64.fullmatch(letters):
                yield Markup("data:{};base64,{}").format(kind, letters)


def _harmless(html: str) -> Markup:
    # The corner of a table of pandas is a header of nothing, which a screen reader stumbles over.
    cleaned = harmless_html(html).replace("<th></th>", "<td></td>")
    return Markup(plain(cleaned, 2 * _LONGEST_HTML))  # noqa: S704 - no tag in it is live


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # A heading of theirs would stand among those of the page.
    return parser.disable(["heading", "lheading", "image"])
