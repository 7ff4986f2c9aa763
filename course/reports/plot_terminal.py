"""A picture's maps as blocks in a terminal, side by side where they fit."""

import math
from collections.abc import Sequence

from course.reports.columns import columns, cut
from course.reports.terminal import BOLD, Page, Screen
from course.reports.trace_terminal import render_step
from course.student.plotting import Pair, Plot, Rows

_BLOCKS, _LETTERS = " ░▒▓█", " .:+#"
_WIDEST_LABEL = 8
_WIDEST_CELL = 4
_BETWEEN = 3


def render(plot: Plot, screen: Screen, file: str = "") -> str:
    """The whole text, the maps left out where they are in a file; at its end what to do next."""
    page = _Page(plot, screen)
    page.paragraph(plot.title, indent=0, style=BOLD)
    if plot.text:
        page.paragraph(plot.text, indent=0)
    if plot.pairs and file:
        page.paragraph(f"Drawn in '{file}'.", indent=0)
    elif plot.pairs:
        page.maps()
    page.ending()
    return page.text()


class _Page(Page):
    def __init__(self, plot: Plot, screen: Screen) -> None:
        super().__init__(screen)
        self.plot = plot
        self.shades = _BLOCKS if screen.can_show(_BLOCKS) else _LETTERS
        longest = max(map(columns, plot.labels), default=1)
        self.head = min(longest, _WIDEST_LABEL)
        count = max(1, len(plot.labels))
        room = (self.width - self.head) // count - 1
        self.cell = max(1, min(longest, _WIDEST_CELL, room))
        one = self.head + count * (self.cell + 1)
        self.beside = 2 * one + _BETWEEN <= self.width
        self.one = one

    def maps(self) -> None:
        low, high = self.plot.limits
        self.paragraph(
            f"A row for each {self.plot.rows}, a column for each {self.plot.columns}. Blank is "
            f"{low:.2f}, {self.shades[-1] * 3} is {high:.2f}.",
            indent=0,
        )
        for pair in self.plot.pairs:
            if pair.at:
                self.add(pair.at, BOLD)
            self.pair(pair)

    def pair(self, pair: Pair) -> None:
        shown = self.map(self.plot.heading, pair.shown)
        expected = self.map("Expected", pair.expected)
        if self.beside:
            for left, right in zip(shown, expected, strict=True):
                gap = " " * (self.one + _BETWEEN - columns(left))
                self.add((left + gap + right).rstrip())
            self.add()
            return
        for line in (*shown, "", *expected, ""):
            self.add(line.rstrip())

    def map(self, title: str, rows: Rows) -> list[str]:
        margin = " " * self.head
        labels = [self.label(label, self.cell) for label in self.plot.labels]
        lines = [f"{margin} {title}", f"{margin} {' '.join(labels)}"]
        for label, row in zip(self.plot.labels, rows, strict=True):
            cells = " ".join(self.block_of(number) for number in row)
            lines.append(f"{self.label(label, self.head)} {cells}")
        return lines

    def label(self, text: str, width: int) -> str:
        short = cut(self.spelled(text), width, "")
        return short + " " * (width - columns(short))

    def block_of(self, number: float) -> str:
        if not math.isfinite(number):
            return cut(str(number), self.cell, "").ljust(self.cell)
        low, high = self.plot.limits
        part = (number - low) / (high - low) if high > low else 0.0
        return self.shades[round(part * (len(self.shades) - 1))] * self.cell

    def ending(self) -> None:
        """What came of it, and what to do next."""
        plot, trace = self.plot, self.plot.trace
        rows = sum(len(pair.shown) for pair in plot.pairs)
        differing = sum(pair.differing for pair in plot.pairs)
        if trace is None:
            self.paragraph(f"{differing} of {rows} rows differ.", indent=0, style=BOLD)
            return
        if trace.broken:
            self.broken(trace.broken)
            self.next(f"put that right {self.again(trace.file)}")
            return
        stopped = trace.stopped
        if stopped is not None:
            self.lines += render_step(stopped, self.screen).splitlines()
            self.add()
            doing = "write" if stopped.unwritten else "change"
            self.paragraph("There is no map of yours yet.", indent=0, blank=False)
            self.next(f"{doing} {stopped.function} {self.again(trace.file)}")
            return
        if plot.right:
            self.paragraph("Your map is the expected one.", indent=0, style=BOLD, blank=False)
            for option in plot.options:
                self.paragraph(
                    f'"course plot --{option}" shows a known mistake.', indent=0, blank=False
                )
            return
        self.paragraph(f"{differing} of {rows} rows differ.", indent=0, blank=False)
        wrong: Sequence[str] = [step.function for step in trace.steps if step.differs]
        if wrong:
            self.paragraph(f"{wrong[0]} is the first with other numbers.", indent=0, blank=False)
            self.next(f'"course check {wrong[0]}" says what is wrong with it.')

    def next(self, text: str) -> None:
        self.paragraph(f"Next: {text}", indent=0, style=BOLD)

    def again(self, file: str) -> str:
        return self.screen.again.format(file=file) + "."
