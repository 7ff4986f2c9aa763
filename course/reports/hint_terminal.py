"""A hint as a student reads it in a terminal."""

from course.reports.terminal import BOLD, DIM, Page, Screen
from course.student.hints import ShownHint


def render(hint: ShownHint, screen: Screen) -> str:
    """The hint, and how to get to the next one."""
    page = Page(screen)
    page.paragraph(f"{hint.exercise}: {hint.title}", indent=0, style=BOLD)
    page.paragraph(f"Hint {hint.number} of {hint.whole}: {hint.text}")
    page.paragraph(_next(hint), indent=0, style=DIM)
    return page.text()


def _next(hint: ShownHint) -> str:
    if not hint.kept:
        return (
            "It cannot be kept here that you saw this hint, so it will come again. "
            "All of them are in handout.html."
        )
    if hint.again:
        restart = f"course hint {hint.exercise} --restart"
        return f'There is no further hint. From the first again: "{restart}".'
    if hint.number == hint.whole:
        return "That was the last one."
    return f'Another one: "course hint {hint.exercise}".'
