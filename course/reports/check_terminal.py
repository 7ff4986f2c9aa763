"""A check as a student reads it in a terminal: what stands, one exercise in full, the next step."""

from collections.abc import Sequence

from course.check_report import CheckedExercise, CheckReport, Shown, Verdict
from course.finding import UNKNOWN
from course.reports.columns import columns, cut, wrap
from course.reports.terminal import BOLD, Page, Screen

WORDS = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.NOT_STARTED: "not started",
    Verdict.TIMEOUT: "timed out",
    Verdict.CRASHED: "crashed",
    Verdict.NOT_TRIED: "not tried",
}
MARKS = {
    Verdict.PASSED: ("✓", "ok"),
    Verdict.FAILED: ("✗", "x"),
    Verdict.NOT_STARTED: ("·", "-"),
    Verdict.TIMEOUT: ("✗", "x"),
    Verdict.CRASHED: ("✗", "x"),
    Verdict.NOT_TRIED: ("·", "-"),
}
_COLOURS = {
    Verdict.PASSED: "32",
    Verdict.FAILED: "31",
    Verdict.NOT_STARTED: "33",
    Verdict.TIMEOUT: "31",
    Verdict.CRASHED: "31",
    Verdict.NOT_TRIED: "33",
}
_BAR = 20


def render(
    report: CheckReport,
    screen: Screen,
    *,
    everything: bool = False,
    focus: str = "",
    hints: Sequence[str] = (),
) -> str:
    """The whole text. The last lines, beside the prompt, say what to do next.

    The first unfinished exercise comes in full, or the one of the name `focus`, and the others a
    line each; with `everything` all of them come in full. `hints` stand in place of its own.
    """
    first = in_full(report, focus)
    page = _Page(screen)
    page.heading(report)
    for note in report.notes:
        page.paragraph(note, indent=0)
    page.output(report.output, f"{report.file} printed while it was loaded:")
    if report.broken:
        page.broken(report.broken)
    else:
        page.table(report)
        for exercise in report.exercises:
            if not exercise.passed and (everything or exercise is first):
                page.exercise(exercise, hints if exercise is first else ())
    page.ending(report, first)
    return page.text()


def in_full(report: CheckReport, focus: str = "") -> CheckedExercise | None:
    """The unfinished exercise of that name, or the one to work on next."""
    named = (each for each in report.exercises if each.name == focus and not each.passed)
    return next(named, report.first_open)


def place_of(exercise: CheckedExercise) -> str:
    """How the exercise stands, in two to five words: "failed on line 12"."""
    words = WORDS[exercise.verdict]
    return (
        f"{words} on {exercise.place}"
        if exercise.place.startswith("line")
        else (f"{words} in {exercise.place}" if exercise.place else words)
    )


class _Page(Page):
    """A check's."""

    def heading(self, report: CheckReport) -> None:
        self.paragraph(f"{report.title} ({report.file})", indent=0, style=BOLD)

    def table(self, report: CheckReport) -> None:
        fancy = self.screen.can_show("✓✗·")
        names = max((columns(exercise.name) for exercise in report.exercises), default=0)
        for exercise in report.exercises:
            mark = MARKS[exercise.verdict][0 if fancy else 1]
            line = f"{mark if fancy else mark.ljust(2)} {exercise.name.ljust(names)}  "
            line += place_of(exercise)
            if exercise.verdict in (Verdict.FAILED, Verdict.CRASHED, Verdict.NOT_TRIED):
                line += f": {exercise.diagnosis or exercise.summary}" if exercise.summary else ""
            line = cut(self.spelled(" ".join(line.split("\n"))), self.width, self.spelled("…"))
            self.add(
                self.painted(line[: 1 if fancy else 2], _COLOURS[exercise.verdict])
                + line[1 if fancy else 2 :]
            )
        if report.exercises:
            self.add()

    def exercise(self, exercise: CheckedExercise, hints: Sequence[str] = ()) -> None:
        self.rule(exercise)
        if exercise.diagnosis:
            self.paragraph(exercise.diagnosis)
        if exercise.unknown:
            self.paragraph(UNKNOWN, blank=False)
        if exercise.summary and exercise.summary != exercise.diagnosis:
            self.paragraph(exercise.summary, blank=not exercise.code)
        if exercise.code:
            self.block(exercise.code.strip(), "      ", 1)
            self.add()
        if exercise.example:
            self.paragraph(f'On the example "{exercise.example}":', blank=False)
            for shown in exercise.inputs:
                self.shown(shown)
            for outcome, style in ((exercise.expected, "32"), (exercise.got, "31")):
                if outcome is not None:
                    self.shown(outcome, style)
            self.add()
        self.output(exercise.output, "Your code printed:")
        for hint in hints or filter(None, [exercise.hint]):
            self.paragraph(f"Hint: {hint}")

    def rule(self, exercise: CheckedExercise) -> None:
        title = f"{exercise.name}: {exercise.title}" if exercise.title else exercise.name
        self.paragraph(title, indent=0, style=BOLD)

    def shown(self, shown: Shown, style: str = "") -> None:
        """`scores (batch=1, …)` and the values below it; a value on one line stands beside it."""
        lines = shown.text.split("\n") if shown.text else []
        beside = f"{shown.name} = {shown.text}" if not shown.kind else ""
        if beside:
            self.block(beside, "    ", 6)
            return
        for line in wrap(self.spelled(f"{shown.name} {shown.kind}"), self.width - 4):
            self.add("    " + line, style)
        if lines:
            self.block(shown.text, "      ")

    def ending(self, report: CheckReport, first: CheckedExercise | None) -> None:
        if not report.broken and report.exercises:
            passing = sum(exercise.passed for exercise in report.exercises)
            whole = len(report.exercises)
            self.bar(passing, whole)
            self.paragraph(f"{_so_many(passing, whole, 'exercise')} passed.", indent=0, blank=False)
        if report.questions and not report.broken:
            answered = _so_many(report.answered, report.questions, "question")
            self.paragraph(f"Quiz: {answered} answered.", indent=0, blank=False)
        self.paragraph(
            next_step(report, first, self.screen.again.format(file=report.file)),
            indent=0,
            style=BOLD,
        )

    def bar(self, passing: int, whole: int) -> None:
        """`[########------------]`; of one exercise there is none."""
        if whole == 1:
            return
        full, empty = "█░" if self.screen.can_show("█░") else "#-"
        done = _BAR * passing // whole
        self.add(f"[{self.painted(full * done, _COLOURS[Verdict.PASSED])}{empty * (_BAR - done)}]")


def _so_many(count: int, whole: int, noun: str) -> str:
    return f"{count} of {whole} {noun}" + ("" if whole == 1 else "s")


def next_step(report: CheckReport, exercise: CheckedExercise | None, again: str) -> str:
    """What to do now; `again` says where, and how to see the next verdict."""
    if report.broken:
        return f"Next: put that right {again}."
    if exercise is None:
        if report.answered < report.questions:
            return f"Next: answer the rest of the quiz {again}."
        return "Nothing left to do here." if report.exercises else ""
    if exercise.verdict is Verdict.NOT_TRIED:
        return ""
    doing = _DOING[exercise.verdict]
    return f"Next: {doing.format(exercise.name)} {again}."


_DOING: dict[Verdict, str] = {
    Verdict.FAILED: "change {}",
    Verdict.NOT_STARTED: "write {}",
    Verdict.TIMEOUT: "see what takes {} so long",
    Verdict.CRASHED: "change {}",
}
