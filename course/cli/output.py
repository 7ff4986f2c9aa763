"""Where a command writes: the terminal, and files that its user names."""

import os
import shutil
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from course.errors import MissingInput

if TYPE_CHECKING:
    from course.reports.terminal import Screen

STDOUT = "-"
_WORK = (".py", ".ipynb", ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")
"""What students hand in ends so: a report never goes there."""


def screen(again: str) -> "Screen":
    """The terminal that stdout is; `again` says how to see the next verdict."""
    from course.reports.terminal import Screen

    return Screen(
        width=shutil.get_terminal_size().columns,
        colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
        encoding=sys.stdout.encoding or "ascii",
        again=again,
    )


def opened(file: str) -> AbstractContextManager[TextIO]:
    """Open a file to write a report into, or stdout for "-"; raise MissingInput where it cannot be.

    A report of an earlier run is replaced; a student's work never is.
    """
    if file == STDOUT:
        return nullcontext(sys.stdout)
    if file.lower().endswith(_WORK):
        raise MissingInput(
            f"'{file}' is named like somebody's work, and would be overwritten. "
            "Name another file for the report."
        )
    try:
        return Path(file).open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise MissingInput(
            f"Cannot write '{file}': {error.strerror}. Name a file in a folder that exists."
        ) from error


def write_text(file: str, text: str) -> None:
    """Write a whole text that programs read to a file, or to stdout for "-"."""
    if file == STDOUT:
        # It may hold letters that the terminal's encoding lacks.
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    with opened(file) as stream:
        stream.write(text)
