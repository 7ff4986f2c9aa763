"""A picture's maps as a PNG or SVG file, drawn by matplotlib: the only module that knows it."""

import io
import math
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from course.errors import MissingInput
from course.student.plotting import Plot, Rows

_FORMATS = (".png", ".svg")
_INCHES = 0.55
"""A cell's side."""
_MOST_NUMBERED = 12
"""Where a map has more rows, its numbers could not be read."""


def can_draw(file: str) -> None:
    """Raise MissingInput where such a file cannot be drawn here."""
    if not file.lower().endswith(_FORMATS):
        raise MissingInput(
            f"'{file}' is neither a PNG nor an SVG. Name a file that ends in .png or .svg."
        )
    if find_spec("matplotlib") is None:
        raise MissingInput(
            "A file is drawn with matplotlib, which is not installed. "
            "Run 'python -m pip install matplotlib', or leave out --out to see the maps here."
        )


def write(plot: Plot, file: str) -> None:
    """Draw the maps into a file; one of an earlier run is replaced."""
    data = _drawn(plot, Path(file).suffix[1:].lower())
    try:
        Path(file).write_bytes(data)
    except OSError as error:
        raise MissingInput(
            f"Cannot write '{file}': {error.strerror}. Name a file in a folder that exists."
        ) from error


def _drawn(plot: Plot, form: str) -> bytes:
    # Imported here because whoever has no matplotlib can still see the maps in the terminal.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    side = _INCHES * len(plot.labels) + 1.1
    with mpl.rc_context({"svg.hashsalt": "course", "font.size": 9}), warnings.catch_warnings():
        # A label in letters that no font here has becomes boxes, and no reason to fail.
        warnings.simplefilter("ignore")
        figure = Figure(
            figsize=(2 * side + 0.8, side * len(plot.pairs) + 0.8), layout="constrained"
        )
        figure.suptitle(plot.title, wrap=True)
        grid = figure.subplots(len(plot.pairs), 2, squeeze=False)
        for axes, pair in zip(grid, plot.pairs, strict=True):
            at = f", {pair.at}" if pair.at else ""
            _map(axes[0], plot, f"{plot.heading}{at}", pair.shown)
            image = _map(axes[1], plot, f"Expected{at}", pair.expected)
        figure.colorbar(image, ax=grid, shrink=0.6)
        file = io.BytesIO()
        figure.savefig(file, format=form, dpi=150, metadata={"Date": None} if form == "svg" else {})
    return file.getvalue()


def _map(axes: Any, plot: Plot, title: str, rows: Rows) -> Any:
    low, high = plot.limits
    image = axes.imshow(rows, vmin=low, vmax=high, cmap="Blues")
    axes.set_title(title)
    axes.set_xlabel(plot.columns)
    axes.set_ylabel(plot.rows)
    # Labels are text, also where they hold what matplotlib takes for formulas.
    texts = [label.replace("$", r"\$") for label in plot.labels]
    positions = range(len(plot.labels))
    axes.set_xticks(positions, texts)
    axes.set_yticks(positions, texts)
    if len(plot.labels) <= _MOST_NUMBERED:
        for row, column in ((i, j) for i in positions for j in positions):
            number = rows[row][column]
            dark = math.isfinite(number) and high > low and (number - low) / (high - low) > 0.6
            colour = "white" if dark else "black"
            text = f"{number:.2f}"
            axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=7)
    return image
