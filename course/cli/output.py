"""Files that a command writes where its user says."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TextIO

from course.errors import MissingInput

STDOUT = "-"
_WORK = (".py", ".ipynb", ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")
"""What students hand in ends so: a report never goes there."""


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
