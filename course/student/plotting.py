"""An assignment's picture: a student's map beside the expected one, or a known mistake's."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.errors import MissingInput, UnknownName

if TYPE_CHECKING:
    from course.chain.trace_report import TraceReport

Rows = Sequence[Sequence[float]]
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Pair:
    """One map and the expected one."""

    at: str
    """Which of the maps it is: "heads=0"; empty where there is one alone."""
    shown: Rows
    expected: Rows

    @property
    def differing(self) -> int:
        """How many rows are other than they should be."""
        return sum(not _alike(*rows) for rows in zip(self.shown, self.expected, strict=True))


@dataclass(frozen=True, slots=True)
class Plot:
    """What is to be drawn."""

    title: str
    labels: tuple[str, ...]
    rows: str
    """The rows' axis: "seq_q"."""
    columns: str
    pairs: tuple[Pair, ...]
    """Empty where there is nothing to draw."""
    heading: str = "Yours"
    text: str = ""
    """What to look at, of a known mistake."""
    trace: "TraceReport | None" = None
    """How the student's functions came to their map; None where a known mistake is drawn."""
    options: tuple[str, ...] = ()
    """The mistakes that may be drawn instead."""

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest number on any map."""
        numbers = [
            number
            for pair in self.pairs
            for rows in (pair.shown, pair.expected)
            for row in rows
            for number in row
            if math.isfinite(number)
        ]
        return min(numbers, default=0.0), max(numbers, default=0.0)

    @property
    def right(self) -> bool:
        """Whether the student's map is the expected one; a known mistake is shown as asked for."""
        return self.trace is None or (bool(self.pairs) and not any(p.differing for p in self.pairs))


def plot(folder: Path, mistake: str = "", *, timeout: float = 10.0) -> Plot:
    """Work out the picture with the student's functions, or with a mistake in their place."""
    from course.examples import array
    from course.student.checking import read_handout
    from course.student.tracing import chain_of, run_chain

    handout = read_handout(folder)
    handed = chain_of(handout)
    picture = handed.picture
    if picture is None:
        raise MissingInput(f"'{handout.assignment}' has no picture. Use 'course trace'.")
    axes = handed.axes[picture.of]
    options = tuple(each.option for each in picture.mistakes)
    text, heading, trace = "", "Yours", None
    if mistake:
        chosen = next((each for each in picture.mistakes if each.option == mistake), None)
        if chosen is None:
            raise UnknownName("mistake", mistake, options, where=handout.assignment)
        shown = chosen.map.tolist()
        text, heading = chosen.text, mistake.replace("-", " ").capitalize()
    else:
        trace, shown = run_chain(folder, handout, handed, {}, picture=True, timeout=timeout)
    expected = array(picture.encoded["expected"][picture.of])
    return Plot(
        title=picture.title,
        labels=picture.labels,
        rows=axes[-2],
        columns=axes[-1],
        pairs=() if shown is None else tuple(_pairs(shown, expected, axes)),
        heading=heading,
        text=text,
        trace=trace,
        options=options,
    )


def _pairs(shown: Any, expected: Any, axes: Sequence[str]) -> Iterator[Pair]:
    """Every map of the array; the axes in front of the last two say which it is."""
    front = expected.shape[:-2]
    for position in product(*map(range, front)):
        here: Any = shown
        for index in position:
            here = here[index]
        at = ", ".join(
            f"{axis}={index}"
            for axis, index, size in zip(axes, position, front, strict=False)
            if size > 1
        )
        yield Pair(at, here, expected[position].tolist())


def _alike(shown: Sequence[float], expected: Sequence[float]) -> bool:
    return all(
        math.isclose(*pair, rel_tol=_CLOSE, abs_tol=_CLOSE)
        for pair in zip(shown, expected, strict=True)
    )
