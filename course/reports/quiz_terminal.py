"""The quiz as a student reads it in a terminal: questions, options, what was answered."""

from collections.abc import Mapping, Sequence

from course.answers import count_answers, open_questions
from course.model import Question
from course.reports.terminal import BOLD, DIM, Page, Screen


def heading(title: str, file: str, notes: Sequence[str], screen: Screen) -> str:
    """Which quiz it is, and where its answers are kept."""
    page = Page(screen)
    page.paragraph(f"Quiz: {title} ({file})", indent=0, style=BOLD)
    for note in notes:
        page.paragraph(note, indent=0)
    return page.text() + "\n"


def keys(screen: Screen) -> str:
    """What can be typed."""
    page = Page(screen)
    page.paragraph(
        "Type a letter. Enter leaves a question as it is, ? shows its hint, q stops.", indent=0
    )
    return page.text() + "\n"


def question_text(question: Question, number: int, whole: int, answer: str, screen: Screen) -> str:
    """A question with its options; `answer` is the one it has, or empty."""
    page = Page(screen)
    page.paragraph(f"{number} of {whole}: {question.id}", indent=0, style=BOLD, blank=False)
    page.paragraph(question.text)
    for key, text in question.options.items():
        first = len(page.lines)
        margin = len(key) + 4
        page.paragraph(text, indent=margin, blank=False)
        page.lines[first] = f"  {key}  {page.lines[first].lstrip()}"
    page.add()
    if answer:
        page.paragraph(f"Your answer: {answer}")
    return page.text()


def hint_text(question: Question, screen: Screen) -> str:
    """A question's hint, and where the chapter speaks of it."""
    page = Page(screen)
    page.paragraph(f"Hint: {question.hint} Read it again: handout.html#{question.see}", blank=False)
    return page.text()


def choose_from(question: Question) -> str:
    """What to say to an answer that is none."""
    return f"Choose from {', '.join(question.options)}."


def how_to_answer(question: Question, screen: Screen) -> str:
    """What to type where nobody can be asked."""
    page = Page(screen)
    key = next(iter(question.options))
    page.paragraph(f'To answer: "course quiz {question.id} {key}", for instance.', indent=0)
    return page.text()


def ending(
    questions: Sequence[Question], given: Mapping[str, str], file: str, backup: str, screen: Screen
) -> str:
    """How many are answered, what is amiss with the others, and what was done to the file."""
    answered, amiss = count_answers(questions, given)
    page = Page(screen)
    for note in amiss:
        page.paragraph(note, indent=0)
    whole = len(questions)
    plural = "" if whole == 1 else "s"
    page.paragraph(f"Quiz: {answered} of {whole} question{plural} answered.", indent=0, blank=False)
    still = open_questions(questions, given)
    if 0 < len(still) < whole:
        page.paragraph(f"Open: {', '.join(still)}.", indent=0, blank=False)
    if backup:
        kept = f"Saved in {file}; what it held before is in {backup}."
        if file.endswith(".ipynb"):
            kept += " Where it is open, reload it from disk before you go on."
        page.paragraph(kept, indent=0, style=DIM, blank=False)
    return page.text()
