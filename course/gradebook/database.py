"""nbgrader's gradebook, SQLite or PostgreSQL: found, opened, and written in whole transactions."""

import functools
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy import Connection, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from course.errors import CouldNotGrade, MissingInput


class NotWritten(CouldNotGrade):
    """The gradebook did not take what was to be written, and holds what it held before."""

    def __init__(self, place: str, error: Exception, count: int) -> None:
        self.place, self.count = place, count
        submissions = "1 submission is" if count == 1 else f"{count} submissions are"
        super().__init__(
            f"The gradebook '{place}' cannot be written: {said(error)}. {submissions} in it; "
            "grade again when it can be written, which changes nothing for what is in it."
        )


class Database:
    """A gradebook's address, and the way to it."""

    def __init__(self, address: str) -> None:
        """Take a URL, or the path of an SQLite file; raise MissingInput for what is neither."""
        url = _url(address)
        self.file = _file(url)
        """The SQLite file, which may not be there yet; None for a server's database."""
        self.place = address if "://" not in address else url.render_as_string(hide_password=True)
        """How messages name it: without the password."""
        if url.drivername == "postgresql" and find_spec("psycopg2") is not None:
            url = url.set(drivername="postgresql+psycopg2")  # another default since SQLAlchemy 2.1
        self.url = url.render_as_string(hide_password=False)

    def open(self, course_id: str) -> Gradebook:
        """Open the gradebook, made anew where there is none; raise MissingInput where it fails."""
        if self.file is not None and not self.file.parent.is_dir():
            raise MissingInput(
                f"The gradebook's folder '{self.file.parent}' is not there. "
                "Name a file in the nbgrader folder, or make the folder first."
            )
        try:
            with _alembic_on_path():
                gradebook = Gradebook(self.url, course_id)
            with gradebook.engine.begin() as connection:
                _take(connection)  # better known to fail before an hour of grading than after it
        except ModuleNotFoundError as error:
            raise MissingInput(
                f"The gradebook '{self.place}' needs {error.name!r}, which is not installed. "
                "Run: python -m pip install 'attention-course[postgres]'"
            ) from None
        except (SQLAlchemyError, OSError) as error:
            raise MissingInput(
                f"The gradebook '{self.place}' cannot be used: {said(error)}. Nothing was graded."
            ) from error
        return gradebook


@contextmanager
def opened(url: str) -> Iterator[Gradebook]:
    """The gradebook of a step of nbgrader's, which is made anew for every student.

    What stays from one time to the next is no connection but the compiled SQL, which takes longer
    to make than to run.
    """
    with _known(url) as gradebook:
        yield gradebook


@functools.lru_cache(maxsize=1)
def _known(url: str) -> Gradebook:
    return Gradebook(url)


class _InOne(Session):
    """A session whose commits are left to whoever began the transaction."""

    def commit(self) -> None:
        """Leave what is new to the next query, or to the transaction's end."""


@contextmanager
def transaction(gradebook: Gradebook) -> Iterator[None]:
    """All that nbgrader's own methods write in the block, in one transaction.

    Each of them commits by itself; here that is left to the end of the block. An exception takes
    everything back.
    """
    outside = gradebook.db
    outside.remove()
    with gradebook.engine.connect() as connection, connection.begin():
        _take(connection)
        gradebook.db = scoped_session(sessionmaker(connection, class_=_InOne))
        try:
            yield
            gradebook.db.flush()
        finally:
            gradebook.db.remove()
            gradebook.db = outside


def _take(connection: Connection) -> None:
    """Write without changing anything, which fails where the gradebook is locked or read-only.

    nbgrader's own methods would log such a failure with a traceback.
    """
    connection.execute(text("UPDATE course SET id = id"))


def said(error: Exception) -> str:
    """What a database says is wrong, in one line."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    words = lines[0].rstrip(".") if lines else type(error).__name__
    if isinstance(error, DatabaseError) and ("no such column" in words or "Undefined" in words):
        words += ", so it is of another nbgrader: back it up, then run 'nbgrader db upgrade'"
    return words


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=str(Path(address).absolute()))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        raise MissingInput(
            f"'{address}' is no address of a gradebook. Name a file, or 'postgresql://USER@HOST/NAME'."
        )
    file = _file(url)
    return url if file is None else url.set(database=str(file))


def _file(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    if url.database in (None, "", ":memory:"):
        raise MissingInput("An SQLite gradebook is a file: 'gradebook.db'.")
    return Path(str(url.database)).absolute()


@contextmanager
def _alembic_on_path() -> Iterator[None]:
    """A new gradebook calls `alembic` by name, which is beside our Python."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        if shutil.which("alembic") is None:
            raise MissingInput(
                "A gradebook needs 'alembic', which is not installed beside Python. "
                "Run: python -m pip install 'attention-course[instructor]'"
            )
        yield
    finally:
        os.environ["PATH"] = before
