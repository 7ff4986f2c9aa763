"""A standing as a student reads it in a terminal: a line an exercise, then what is next."""

from datetime import datetime, timedelta

from course.check_report import CheckedExercise, Verdict
from course.reports.check_terminal import place_of
from course.reports.columns import columns, cut
from course.reports.terminal import BAD, BOLD, GOOD, Page, Screen
from course.student.standing import STARTED, Standing

_YELLOW = "33"
_MARKS = {
    Verdict.PASSED: ("✓", "ok", GOOD),
    Verdict.FAILED: ("✗", "x", BAD),
    Verdict.TIMEOUT: ("✗", "x", BAD),
    Verdict.CRASHED: ("✗", "x", BAD),
    Verdict.NOT_STARTED: ("·", "-", _YELLOW),
    Verdict.NOT_TRIED: ("·", "-", _YELLOW),
}


def render(standing: Standing, screen: Screen, now: datetime) -> str:
    """The whole text; `now` is what "3 hours ago" counts from."""
    report = standing.report
    page = Page(screen)
    page.paragraph(report.title, indent=0, style=BOLD, blank=False)
    when = f"{standing.changed:%Y-%m-%d %H:%M}, {ago(now - standing.changed)}"
    page.paragraph(f"{report.file}, last changed {when}", indent=0)
    for note in report.notes:
        page.paragraph(note, indent=0)
    if report.broken:
        page.broken(report.broken)
    else:
        _table(page, standing)
        passed = sum(exercise.passed for exercise in report.exercises)
        whole = len(report.exercises)
        plural = "" if whole == 1 else "s"
        page.paragraph(f"{passed} of {whole} exercise{plural} passed.", indent=0, blank=False)
        if 0 < len(standing.open_questions) < report.questions:
            still = ", ".join(standing.open_questions)
            page.paragraph(f"Open in the quiz: {still}.", indent=0, blank=False)
    page.paragraph(_next(standing), indent=0, style=BOLD)
    return page.text()


def ago(span: timedelta) -> str:
    """How long ago, in the largest unit of which there is a whole one."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def _table(page: Page, standing: Standing) -> None:
    report = standing.report
    quiz = "quiz" if report.questions else ""
    wide = max((columns(name) for name in (*(e.name for e in report.exercises), quiz)), default=0)
    for exercise in report.exercises:
        started = standing.state(exercise) == STARTED
        words = "started, its raise line still stands" if started else place_of(exercise)
        _line(page, exercise.name.ljust(wide), words, _MARKS[exercise.verdict])
    if quiz:
        words = f"{report.answered} of {report.questions} answered"
        done = report.answered == report.questions
        mark = _MARKS[Verdict.PASSED if done else Verdict.NOT_STARTED]
        _line(page, quiz.ljust(wide), words, mark)
    page.add()


def _line(page: Page, name: str, words: str, mark: tuple[str, str, str]) -> None:
    fancy, plain, colour = mark
    drawn = fancy if page.screen.can_show("✓✗·") else plain.ljust(2)
    rest = cut(page.spelled(f" {name}  {words}"), page.width - columns(drawn), page.spelled("…"))
    page.add(page.painted(drawn, colour) + rest)


def _next(standing: Standing) -> str:
    report = standing.report
    if report.broken:
        return f'Next: put that right in {report.file} and run "course check".'
    exercise: CheckedExercise | None = report.first_open
    if exercise is not None:
        return f'Next: {exercise.name}. "course check {exercise.name}" says what to do.'
    if report.answered < report.questions:
        return 'Next: the quiz. "course quiz" asks what is open.'
    return "Nothing left to do here."
