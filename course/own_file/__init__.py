"""A student's own file, written by nobody but the commands that are asked to: quiz and reset.

A .py is one piece of source and a notebook one for each code cell. One piece is changed at a time,
the rest of the file stays byte for byte, and what was there before is kept in a backup.
"""

import io
import os
import tokenize
from dataclasses import dataclass, field
from pathlib import Path

from course import atomic
from course.errors import BrokenFile, MissingInput
from course.own_file.cells import CodeCell, NoNotebook, code_cells, with_source

BACKUP = ".bak-"
"""What the name of a backup has behind the name of its file."""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """The file as it was read."""

    path: Path
    data: bytes = field(repr=False)
    text: str = field(repr=False)
    encoding: str
    cells: tuple[CodeCell, ...] = ()
    """A notebook's; a .py has none."""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def is_notebook(self) -> bool:
        """Whether it is a notebook."""
        return self.path.suffix == ".ipynb"

    @property
    def sources(self) -> tuple[str, ...]:
        """Its pieces of Python source, in order."""
        return tuple(cell.source for cell in self.cells) if self.is_notebook else (self.text,)

    def changed(self, position: int, source: str) -> bytes:
        """The file's bytes with another source in that piece."""
        text = with_source(self.text, self.cells[position], source) if self.is_notebook else source
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise BrokenFile(
                f"{self.name} is saved as {self.encoding}, which lacks the letter "
                f"'{text[error.start]}'. Save it as UTF-8."
            ) from error


def read(path: Path) -> OwnFile:
    """Read a .py or a .ipynb; raise BrokenFile where it is no text or no notebook."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingInput(f"Cannot read '{path.name}': {error.strerror}.") from error
    notebook = path.suffix == ".ipynb"
    try:
        encoding = "utf-8" if notebook else tokenize.detect_encoding(io.BytesIO(data).readline)[0]
        text = data.decode(encoding)
        if text.encode(encoding) != data:
            raise ValueError
    except (SyntaxError, ValueError, LookupError) as error:
        raise BrokenFile(f"{path.name} is not UTF-8. Save it as UTF-8.") from error
    if not notebook:
        return OwnFile(path, data, text, encoding)
    try:
        return OwnFile(path, data, text, encoding, tuple(code_cells(text)))
    except NoNotebook as error:
        raise BrokenFile(f"{path.name} is not a notebook: {error}.") from error


def save(file: OwnFile, data: bytes, backup: str | None) -> None:
    """Put those bytes in the file's place; with a backup, keep what was read under that name.

    A link stays one: what it leads to is replaced.
    """
    path = file.path.resolve()
    if not os.access(path, os.W_OK):
        raise MissingInput(f"{file.name} is read-only. Nothing was changed.")
    try:
        if backup is not None:
            atomic.replace(file.path.with_name(backup), file.data)
        atomic.replace(path, data)
    except OSError as error:
        raise MissingInput(
            f"Cannot write in this folder: {error.strerror}. {file.name} is as it was."
        ) from error


def is_backup(name: str) -> bool:
    """Whether a file is a backup that was made here."""
    return BACKUP in name
