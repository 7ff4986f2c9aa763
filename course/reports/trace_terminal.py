"""A trace as a student reads it in a terminal: step by step, and where it stopped."""

from course.chain.trace_report import TracedStep, TracedValue, TraceReport
from course.reports.columns import columns, cut, wrap
from course.reports.terminal import BAD, BOLD, DIM, GOOD, Page, Screen


def render(report: TraceReport, screen: Screen) -> str:
    """The whole text; the last lines say what to do next."""
    page = _Page(screen)
    page.paragraph(f"{report.title} ({report.file})", indent=0, style=BOLD)
    for note in report.notes:
        page.paragraph(note, indent=0)
    page.output(report.output, f"{report.file} printed while it was loaded:")
    if report.broken:
        page.broken(report.broken)
        page.paragraph(f"Next: put that right {page.again(report.file)}", indent=0, style=BOLD)
        return page.text()
    page.sizes(report)
    for step in report.steps:
        page.step(step)
    page.ending(report)
    return page.text()


def render_step(step: TracedStep, screen: Screen) -> str:
    """One step alone, as a notebook tells it after each call."""
    page = _Page(screen)
    page.step(step)
    return page.text()


class _Page(Page):
    """A trace's."""

    def again(self, file: str) -> str:
        return self.screen.again.format(file=file) + "."

    def sizes(self, report: TraceReport) -> None:
        sizes = ", ".join(f"{axis}={size}" for axis, size in report.sizes.items())
        self.paragraph(f"Inputs are random numbers between -1 and 1: {sizes}.", indent=0)
        for axes in report.alike:
            both = "both" if len(axes) == 2 else "all"
            self.paragraph(
                f"{', '.join(axes[:-1])} and {axes[-1]} are {both} {report.sizes[axes[0]]} here, "
                "so their sizes cannot tell them apart.",
                indent=0,
            )

    def step(self, step: TracedStep) -> None:
        good, bad = ("✓", "✗") if self.screen.can_show("✓✗") else ("ok", "x ")
        mark = self.painted(bad if step.trouble else good, BAD if step.trouble else GOOD)
        room = self.width - columns(good) - 1
        first, *more = wrap(self.spelled(step.call), room)
        self.add(f"{mark} {first}")
        for line in more:
            self.add("    " + line)
        if step.place:
            line = cut(f"{step.place}  {step.code}".rstrip(), self.width - 4, self.spelled("…"))
            self.add("    " + self.spelled(line), DIM)
        names = max((columns(value.name) for value in step.values), default=0)
        if not all(value.fits for value in step.values):
            names = max(names, columns("expected"))
        for value in step.values:
            self.value(value, names)
        self.add()
        if step.trouble:
            self.paragraph(step.trouble)
        self.output(step.output, "Your code printed:")

    def value(self, value: TracedValue, names: int) -> None:
        numbers = value.numbers
        if value.fits:
            said = "as expected" if value.due else ""
            self.hanging(value.name, names, value.shape)
            self.hanging("", names, "; ".join(part for part in (said, numbers) if part), DIM)
            return
        self.hanging(value.name, names, value.shape, BAD)
        self.hanging("expected", names, value.due, GOOD)
        self.hanging("", names, numbers, DIM)

    def hanging(self, name: str, names: int, text: str, style: str = "") -> None:
        """A name, and words beside it that go on below themselves."""
        margin = 4 + names + 2
        for position, line in enumerate(wrap(self.spelled(text), self.width - margin)):
            head = "    " + (name if position == 0 else "").ljust(names) + "  "
            self.add(head + self.painted(line, style))

    def ending(self, report: TraceReport) -> None:
        stopped = report.stopped
        if stopped is None:
            self.paragraph(
                f"All {report.length} steps give the shapes that are expected. Whether the numbers "
                'are right, "course check" tells.',
                indent=0,
                style=BOLD,
            )
            return
        self.paragraph(
            f"Stopped at step {len(report.steps)} of {report.length}.", indent=0, blank=False
        )
        doing = "write" if stopped.unwritten else "change"
        self.paragraph(
            f"Next: {doing} {stopped.function} {self.again(report.file)}", indent=0, style=BOLD
        )
