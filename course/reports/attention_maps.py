"""Two small attention maps side by side, as the feedback page draws them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from course.maps import Maps
from course.model import Symptom

CELL_WIDTH, CELL_HEIGHT = 52, 32
_TOP = 40
"""Room for the title and the axes' names."""
_NARROWEST = 130
_STRONGEST = 0.55
"""How far the largest value may darken its cell, so that the number on it stays readable."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One weight or score."""

    x: int
    y: int
    """Its middle."""
    text: str
    shade: float
    """From 0, the smallest of both maps, to `_STRONGEST`, the largest."""
    differs: bool


@dataclass(frozen=True, slots=True)
class Map:
    """One of the two."""

    title: str
    words: str
    """All of it for who cannot see it."""
    width: int
    height: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class ShownMaps:
    """Both, and what they are of."""

    caption: str
    axes: str
    maps: Sequence[Map]


def shown_maps(symptom: Symptom | None) -> ShownMaps | None:
    """What to draw, or None where there is nothing to."""
    if symptom is None or symptom.maps is None:
        return None
    return drawn(symptom.maps, symptom.example)


def drawn(maps: Maps, example: str) -> ShownMaps:
    """The maps of an example, ready to draw."""
    at = f" at {maps.at}" if maps.at else ""
    return ShownMaps(
        caption=(
            f'The example "{example}"{at}: a row for each {maps.rows}, a column for each '
            f"{maps.columns}. Framed numbers differ."
        ),
        axes=f"{maps.rows} ↓ {maps.columns} →",
        maps=[_map("Yours", maps.got, maps), _map("Expected", maps.expected, maps)],
    )


def _map(title: str, values: Sequence[Sequence[float]], maps: Maps) -> Map:
    finite = [v for rows in (maps.got, maps.expected) for row in rows for v in row]
    finite = [value for value in finite if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    rows, columns = range(len(values)), range(len(values[0]))

    def shade(value: float) -> float:
        if not math.isfinite(value) or high == low:
            return 0.0
        return round(_STRONGEST * (value - low) / (high - low), 3)

    said = "; ".join(
        f"{maps.rows} {row}: {', '.join(_number(value) for value in values[row])}" for row in rows
    )
    return Map(
        title=title,
        words=f"{title}. {said}.",
        width=max(_NARROWEST, CELL_WIDTH * len(columns) + 2),
        height=_TOP + CELL_HEIGHT * len(rows) + 2,
        cells=[
            Cell(
                x=1 + CELL_WIDTH * column + CELL_WIDTH // 2,
                y=_TOP + CELL_HEIGHT * row + CELL_HEIGHT // 2,
                text=_number(values[row][column]),
                shade=shade(values[row][column]),
                differs=_differs(maps, row, column),
            )
            for row in rows
            for column in columns
        ],
    )


def _differs(maps: Maps, row: int, column: int) -> bool:
    pair = []
    for values in (maps.got, maps.expected):
        if row >= len(values) or column >= len(values[0]):
            return True
        pair.append(values[row][column])
    got, expected = pair
    return not (got == expected or math.isclose(got, expected, rel_tol=1e-9, abs_tol=1e-12))


def _number(value: float) -> str:
    """The number in as many letters as a cell has room for."""
    if not math.isfinite(value):
        return str(value)
    return (
        f"{value:.2f}"
        if abs(value) < 100
        else f"{value:.0f}"
        if abs(value) < 1e5
        else f"{value:.0e}"
    )
