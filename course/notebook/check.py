"""`from course import check` in a notebook: the functions of the notebook, tried where they are.

In the notebook's own process, since its cells are what the student wants to know about; an endless
loop is ended with the notebook's own stop button. A mistake is told, never raised.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

# The rest is imported where it is used: nobody should wait for the line that imports this.
if TYPE_CHECKING:
    from course.check_report import CheckReport
    from course.examples import Handout

_AGAIN = "in its cell, run that and then this one again"


def check(exercise: str | Callable[..., Any] = "") -> None:
    """Show how one exercise of this notebook stands, or all, or with `check("quiz")` the quiz."""
    from course.errors import CourseError
    from course.student.checking import QUIZ, read_handout

    names = sys._getframe(1).f_globals
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", str(exercise))
    try:
        handout = read_handout(Path())
        text = _quiz(handout, names) if name == QUIZ else ""
        if not text:
            _show(Checked(_exercises(handout, name, names)))
    except CourseError as error:
        text = f"{error}\n"
    except KeyboardInterrupt:
        text = "Stopped.\n"
    sys.stdout.write(text)


class Checked:
    """A check's result as a notebook can show it."""

    def __init__(self, report: "CheckReport") -> None:
        self.report = report

    def __repr__(self) -> str:
        from course.reports.check_terminal import render
        from course.reports.terminal import Screen

        return render(self.report, Screen(width=80, again=_AGAIN)).rstrip("\n")

    def _repr_html_(self) -> str:
        from course.reports.check_html import render_html

        return render_html(self.report, _AGAIN)


def _show(checked: Checked) -> None:
    """Display it where a notebook can show more than text, or else print it."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if getattr(shell, "kernel", None) is None:
        sys.stdout.write(f"{checked!r}\n")
        return
    from importlib import import_module

    import_module("IPython.display").display(checked)


def _exercises(handout: "Handout", name: str, names: Mapping[str, Any]) -> "CheckReport":
    from course.answers import count_answers
    from course.check_report import CheckReport
    from course.student.checking import chosen
    from course.worker.examine import StudentCode, examine
    from course.worker.printed import Printed

    wanted = chosen(handout, [name] if name else [])
    printed = Printed()
    student = StudentCode("this notebook", dict(names), locator(names), printed.take)
    with redirect_stdout(printed), redirect_stderr(printed):
        checked = tuple(examine(each, student) for each in wanted)
    answered, notes = count_answers(handout.questions, _answers(names))
    return CheckReport(
        assignment=handout.assignment,
        title=handout.title,
        file="this notebook",
        exercises=checked,
        notes=() if name else notes,
        answered=answered,
        questions=0 if name else len(handout.questions),
    )


def _quiz(handout: "Handout", names: Mapping[str, Any]) -> str:
    from course.answers import count_answers

    answered, notes = count_answers(handout.questions, _answers(names))
    lines = [f"Quiz: {answered} of {len(handout.questions)} questions answered.", *notes]
    return "\n".join(lines) + "\n"


def _answers(names: Mapping[str, Any]) -> dict[str, str]:
    answers = names.get("answers")
    if not isinstance(answers, dict):
        return {}
    return {str(key): str(value) for key, value in answers.items() if value is not None}


def locator(names: Mapping[str, Any]) -> Any:
    """Where a line is in the notebook's cells; None for a line of somebody else's."""
    import linecache

    from course.worker.examine import Place

    own = names.get("__name__")
    cells = {
        value.__code__.co_filename
        for value in names.values()
        if isinstance(value, FunctionType) and value.__module__ == own
    }

    def locate(file: str, line: int) -> Place | None:
        if file not in cells:
            return None
        return Place(f"line {line} of its cell", line, linecache.getline(file, line).rstrip())

    return locate
