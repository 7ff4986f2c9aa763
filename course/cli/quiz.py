"""`course quiz`: the chapter's questions, answered in the student's own file."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course.cli import Command
from course.cli.output import screen

if TYPE_CHECKING:
    from course.model import Question
    from course.reports.terminal import Screen
    from course.student.answering import AnswerSheet

_HINT, _STOP = "?", "q"
_CTRL_C = 130


@click.command(cls=Command)
@click.argument("question", required=False)
@click.argument("answer", required=False)
def quiz(question: str | None, answer: str | None) -> int:
    """Answer the quiz, in your own file.

    Each answer is kept at once, and your file as it was beside it. Name a question to answer it
    alone, and the letter of an option to answer without being asked. Nobody here knows which
    answer is right: that is for your instructor.

    \b
    Example:
      course quiz
      course quiz head_dim b
    """
    from course.reports.quiz_terminal import heading
    from course.student.answering import read_quiz

    sheet = read_quiz(Path())
    if question is not None and answer is not None:
        click.echo(f"{question}: {sheet.write(question, answer)}")
        return _end(sheet, screen(""))
    questions = sheet.questions if question is None else (sheet.question(question),)
    given = sheet.given()
    click.echo(heading(sheet.title, sheet.file, sheet.notes, screen("")), nl=False)
    if not sys.stdin.isatty():
        return _list(sheet, questions, given, screen(""))
    try:
        _ask(sheet, questions, given, screen(""))
    except click.Abort:
        click.echo()
        _end(sheet, screen(""))
        return _CTRL_C
    return _end(sheet, screen(""))


def _ask(
    sheet: "AnswerSheet",
    questions: "Sequence[Question]",
    given: dict[str, str],
    terminal: "Screen",
) -> None:
    """Ask one question after the other, and write each answer as it comes."""
    from course.answers import option
    from course.reports.quiz_terminal import choose_from, hint_text, keys, question_text

    click.echo(keys(terminal), nl=False)
    for question in questions:
        number = sheet.questions.index(question) + 1
        answer = given.get(question.id, "")
        whole = len(sheet.questions)
        click.echo(question_text(question, number, whole, answer, terminal))
        while typed := click.prompt("", default="", show_default=False, prompt_suffix="> ").strip():
            key = option(question.options, typed)
            if key in question.options:
                sheet.write(question.id, key)
                break
            if typed == _STOP:
                return
            told = hint_text(question, terminal) if typed == _HINT else choose_from(question) + "\n"
            click.echo(told, nl=False)
        click.echo()


def _list(
    sheet: "AnswerSheet",
    questions: "Sequence[Question]",
    given: dict[str, str],
    terminal: "Screen",
) -> int:
    """Show the questions, where there is nobody to ask."""
    from course.reports.quiz_terminal import hint_text, how_to_answer, question_text

    for question in questions:
        number = sheet.questions.index(question) + 1
        answer = given.get(question.id, "")
        whole = len(sheet.questions)
        click.echo(question_text(question, number, whole, answer, terminal), nl=False)
        click.echo()
        click.echo(hint_text(question, terminal))
    click.echo(how_to_answer(questions[0], terminal), nl=False)
    return _end(sheet, terminal)


def _end(sheet: "AnswerSheet", terminal: "Screen") -> int:
    from course.reports.quiz_terminal import ending

    told = ending(sheet.questions, sheet.given(), sheet.file, sheet.backup, terminal)
    click.echo(told, nl=False)
    return 0
