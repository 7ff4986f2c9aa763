"""Small pictures of arrays in a chapter, as SVG: attention maps, and where each entry came from.

A picture stands in the Markdown as it is, in a figure with a caption. A notebook gets it as an
image: Jupyter shows no other SVG.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
import numpy as np

from course.release.html import html_template

_HEIGHT, _NARROWEST = 34, 44
_LETTER = 8
"""The width of a letter, roughly; fonts differ."""
_TINTS = 4
_SVG = re.compile(r'<svg [^>]*aria-label="([^"]*)".*?</svg>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Cell:
    row: int
    column: int
    text: str
    tint: int = 0
    strength: float = 1.0
    """How much of the tint: 0 to 1."""


def attention_map(
    weights: Any, title: str, queries: Sequence[str], keys: Sequence[str] | None = None
) -> str:
    """Weights as a picture: a row for each query, a column for each key, darker where larger."""
    array = np.asarray(weights, dtype=float)
    keys = queries if keys is None else keys
    if array.shape != (len(queries), len(keys)):
        raise jinja2.TemplateRuntimeError(
            f"the map {title!r} has the shape {array.shape}, but labels for "
            f"{len(queries)} queries and {len(keys)} keys"
        )
    low, high = min(0.0, array.min()), max(1.0, array.max())
    cells = [
        _Cell(row, column, f"{value:.2f}", strength=round((value - low) / (high - low), 3))
        for (row, column), value in np.ndenumerate(array)
    ]
    said = "; ".join(
        f"query {query}: "
        + ", ".join(f"{key} {array[row, column]:.2f}" for column, key in enumerate(keys))
        for row, query in enumerate(queries)
    )
    return _svg(title, f"{title}. {said}.", cells, queries, keys, "query ↓  key →")


def entry_map(entries: Any, title: str, rows: Sequence[str]) -> str:
    """Texts as a picture; those that begin alike share a tint, which shows what moved where."""
    array = np.asarray(entries, dtype=str)
    if array.ndim != 2 or len(array) != len(rows):
        raise jinja2.TemplateRuntimeError(
            f"the map {title!r} has the shape {array.shape}, but labels for {len(rows)} rows"
        )
    cells = [
        _Cell(row, column, text, ord(text[0]) % _TINTS if text else 0)
        for (row, column), text in np.ndenumerate(array)
    ]
    said = "; ".join(f"{name}: {', '.join(row)}" for name, row in zip(rows, array, strict=True))
    return _svg(title, f"{title}. {said}.", cells, rows, [""] * array.shape[1], "")


def figure(caption: str, *pictures: str) -> str:
    """Pictures side by side over their caption, as a block of a chapter's Markdown."""
    html = html_template("figure.html.j2").render(caption=caption, pictures=pictures)
    return f"{html.rstrip()}\n\n"  # a block of HTML ends with an empty line


def as_images(markdown: str) -> str:
    """The Markdown with each picture as an image that brings its own colours."""
    style = html_template("picture_style.svg.j2").render()

    def image(found: re.Match[str]) -> str:
        whole = found[0].replace(">", f">{style}", 1).encode()
        data = base64.b64encode(whole).decode()
        return f'<img alt="{found[1]}" src="data:image/svg+xml;base64,{data}">'

    return _SVG.sub(image, markdown)


def _svg(
    title: str,
    words: str,
    cells: Sequence[_Cell],
    rows: Sequence[str],
    columns: Sequence[str],
    axes: str,
) -> str:
    widest = max(map(len, columns))
    svg = html_template("picture.svg.j2").render(
        title=title,
        words=words,
        cells=cells,
        rows=rows,
        columns=columns,
        axes=axes,
        left=_LETTER * max(map(len, rows)) + 10,
        top=62 if axes else 26,
        cell_width=max(_NARROWEST, _LETTER * widest + 8),
        cell_height=_HEIGHT,
        title_width=_LETTER * len(title) + 4,
    )
    return svg.rstrip()  # an empty line would end the figure
