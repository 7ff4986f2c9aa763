"""A reset as a student reads it in a terminal: what there is to know, what was done."""

from course.reports.terminal import Page, Screen
from course.student.resetting import Reset


def notes(reset: Reset, screen: Screen) -> str:
    """What its student should know before it is carried out."""
    return _paragraphs(screen, *reset.notes)


def not_needed(reset: Reset, screen: Screen) -> str:
    """What to say where the skeleton stands."""
    told = f"{reset.exercise} in {reset.file.name} is as you were given it. Nothing to do."
    return _paragraphs(screen, told)


def done(reset: Reset, backup: str, screen: Screen) -> str:
    """What was done, and where the file as it was is."""
    told = f"{reset.exercise} is as you were given it. Your file as it was is {backup}."
    if reset.file.is_notebook:
        told += " Where the notebook is open, reload it from disk before you go on."
    return _paragraphs(screen, told)


def _paragraphs(screen: Screen, *texts: str) -> str:
    page = Page(screen)
    for text in texts:
        page.paragraph(text, indent=0, blank=False)
    return page.text() if texts else ""
