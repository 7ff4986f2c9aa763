"""`course check --watch`: the screen follows the file."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course.cli.keys import Pressed, single_keys
from course.cli.output import screen
from course.cli.stopped import exit_code, stoppable
from course.errors import CourseError
from course.reports.check_terminal import in_full, render
from course.reports.columns import wrap
from course.student.checking import chosen, read_handout
from course.student.hints import next_hint
from course.student.watching import Saved, Watching

if TYPE_CHECKING:
    from course.check_report import CheckReport

_AGAIN = "in {file} and save it"
_KEYS = "h: hint  n: next exercise  q: quit"


class _Quit(Exception):
    """The key q was pressed."""


def watch_folder(folder: Path, names: Sequence[str], *, everything: bool, timeout: float) -> int:
    """Check at every save until q or Ctrl-C; the exit code of the last check."""
    chosen(read_handout(folder), names)
    page = _Page(folder, everything=everything)
    try:
        with (
            stoppable(),
            single_keys() as page.pressed,
            Watching(folder, names, timeout=timeout, meanwhile=page.quit_on_q) as watching,
        ):
            while True:
                page.check(watching)
                watching.ready()
                while not watching.saved():
                    page.obey_keys()
    except _Quit:
        return 0 if page.report and page.report.passed else 1
    except KeyboardInterrupt as stop:
        click.echo("Stopped.", err=True)
        return exit_code(stop)


class _Page:
    """What is on the screen, and what the keys make of it."""

    def __init__(self, folder: Path, *, everything: bool) -> None:
        self.report: CheckReport | None = None
        self.pressed: Pressed | None = None
        self._folder, self._everything = folder, everything
        self._focus = ""
        self._hints: dict[str, int] = {}

    def check(self, watching: Watching) -> None:
        """Check until the file rests, and show what came out."""
        while True:
            try:
                self.report = watching.check()
            except Saved:
                continue
            except CourseError as error:
                # The file is gone, or the examples are damaged: the next save may mend it.
                self.report = None
                self._show("\n".join([*wrap(str(error), screen(_AGAIN).width), ""]))
            else:
                self._show_report()
            return

    def obey_keys(self) -> None:
        """Do what the keys say that were pressed."""
        for key in self.pressed() if self.pressed else "":
            if key == "q":
                raise _Quit
            if key == "h":
                self._hint()
            if key == "n":
                self._next()

    def quit_on_q(self) -> None:
        """Let no long check keep anybody; other keys wait for no verdict."""
        if self.pressed and "q" in self.pressed():
            raise _Quit

    def _hint(self) -> None:
        exercise = in_full(self.report, self._focus) if self.report else None
        if exercise is None:
            return
        seen = self._hints.get(exercise.name, int(bool(exercise.hint)))
        try:
            hint = next_hint(self._folder, exercise.name, seen=seen)
        except CourseError as error:
            self._show_report(str(error))
            return
        self._hints[exercise.name] = hint.number
        self._show_report(f"There is no further hint for {exercise.name}." if hint.again else "")

    def _next(self) -> None:
        if self.report is None:
            return
        unfinished = [each.name for each in self.report.exercises if not each.passed]
        now = in_full(self.report, self._focus)
        if now is None or len(unfinished) < 2:
            self._show_report("No other exercise is open.")
            return
        self._focus = unfinished[(unfinished.index(now.name) + 1) % len(unfinished)]
        self._show_report()

    def _show_report(self, word: str = "") -> None:
        if self.report is None:
            return
        exercise = in_full(self.report, self._focus)
        count = self._hints.get(exercise.name, 0) if exercise else 0
        hints = _hints(self._folder, exercise.name)[:count] if exercise and count else ()
        text = render(
            self.report,
            screen(_AGAIN),
            everything=self._everything,
            focus=self._focus,
            hints=hints,
        )
        self._show(text, word)

    def _show(self, text: str, word: str = "") -> None:
        clear = "\x1b[H\x1b[2J\x1b[3J" if sys.stdout.isatty() else ""
        lines = [clear + text, *wrap(f"{word} Waiting for the next save.", screen(_AGAIN).width)]
        click.echo("\n".join([*lines, _KEYS] if self.pressed else lines))


def _hints(folder: Path, name: str) -> Sequence[str]:
    try:
        exercises = read_handout(folder).exercises
    except CourseError:
        return ()
    return next((each.hints for each in exercises if each.name == name), ())
