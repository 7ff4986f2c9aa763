"""Reads what students handed in as a notebook, whatever it is.

nbgrader itself gives up on a student whose file is missing or broken, and keeps an earlier grade.
Here such a file becomes a notebook without a cell, with the reason beside it.
"""

import os
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.converters.base import NbGraderException

from course.errors import CourseError
from course.gradebook.database import Database
from course.gradebook.notebook_file import file_of
from course.worker import loader

UNREADABLE = "unreadable"
"""In the resources: why the notebook could not be read."""


class ReadAnything(NotebookExporter):
    """nbgrader's exporter for `autograde`, that never fails on a student's file.

    nbgrader converts each notebook twice: it sanitizes what was handed in, and grades what that
    has written. Of nbconvert's own it leaves out what such a notebook does not need: copies of it,
    a check after every step, and reading again what it has just written.
    """

    def __init__(self, **settings: Any) -> None:
        """Try the gradebook before anybody's notebook is removed to be made anew.

        Where it is locked, nbgrader would find out student by student, and advise an upgrade.
        """
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self._written: tuple[bytes, NotebookNode] | None = None
        """The last file, and what is in it."""
        directory = getattr(self.parent, "coursedir", None)
        if directory is not None:
            try:
                Database(directory.db_url).open(directory.course_id).close()
            except CourseError as error:
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook from its file, which need not be there, or be one of theirs."""
        path = Path(filename)
        folder = path.parent
        is_link = folder.is_symlink() or folder.parent.is_symlink()
        linked = {file.relative_to(folder) for file in links(folder, is_link=is_link)}
        if linked:
            self._drop_copies(linked, resources or {})
        if path.is_file() and Path(path.name) not in linked:
            made: tuple[Any, dict[str, Any]] = super().from_filename(filename, resources, **options)
            return made
        found = {} if resources is None else resources
        others = sorted(each.name for each in folder.glob("*.ipynb") if each.is_file())
        but = ", but " + ", ".join(f"'{name}'" for name in others[:3]) if others else ""
        found["metadata"] = {"name": path.stem, "path": str(folder)}
        found[UNREADABLE] = f"no {path.name}{but}"
        if Path(path.name) in linked:
            found[UNREADABLE] = f"{path.name} is a link, and links are not followed"
        return self._from(new_notebook(), found, **options)

    def from_file(
        self, file_stream: TextIOWrapper, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook from its open file."""
        found = {} if resources is None else resources
        name = f"{found.get('metadata', {}).get('name', 'notebook')}.ipynb"
        size = os.fstat(file_stream.fileno()).st_size
        if size > loader.MAX_BYTES:
            notebook, reason = new_notebook(), loader.too_large(name, size)
        else:
            notebook, reason = self._read(bytes(file_stream.buffer.read()), name)
        if reason:
            found[UNREADABLE] = reason
        return self._from(notebook, found, **options)

    def from_notebook_node(  # type: ignore[override] # as nbconvert's own NotebookExporter has it
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **_: Any,
    ) -> tuple[str, dict[str, Any]]:
        """Take the notebook through every step; its file. The notebook itself is changed."""
        found: dict[str, Any] = self._init_resources(resources)  # type: ignore[no-untyped-call]
        for step in self._preprocessors:
            nb, found = step(nb, found)
        nbformat.validate(nb)
        data = file_of(nb)
        self._written = data, nb
        return data.decode(), found

    def _read(self, data: bytes, name: str) -> tuple[NotebookNode, str]:
        written, self._written = self._written, None
        if written is not None and written[0] == data:
            return written[1], ""
        return read(data, name)

    def _drop_copies(self, linked: set[Path], resources: dict[str, Any]) -> None:
        """Take away what nbgrader copied: a link leads to a classmate's work, or the gradebook."""
        converter: Any = self.parent
        directory, about = converter.coursedir, resources["nbgrader"]
        copies = directory.format_path(
            directory.autograded_directory, about["student"], about["assignment"]
        )
        for file in linked:
            if (Path(copies) / file).is_file():
                (Path(copies) / file).unlink()
        names = ", ".join(sorted(f"'{file}'" for file in linked)[:3])
        self.log.warning("%s: links are not followed: %s", about["student"], names)

    def _from(
        self, notebook: NotebookNode, resources: dict[str, Any], **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        return self.from_notebook_node(notebook, resources, **options)


def links(folder: Path, *, is_link: bool) -> Iterator[Path]:
    """What is a link in a student's folder; everything where the folder `is_link`."""
    return (path for path in folder.rglob("*") if is_link or path.is_symlink())


def read(data: bytes, name: str) -> tuple[NotebookNode, str]:
    """The notebook in a file's bytes; where it cannot be read, an empty one and why."""
    reason = loader.unreadable(data, name)
    if not reason:
        try:
            return nbformat.reads(data.decode("utf-8-sig"), as_version=4), ""
        except Exception as error:  # the file is a student's, and may break the reader in any way
            reason = f"{name} is not a notebook: {type(error).__name__}."
    return new_notebook(), reason


def expect_notebook(*, assignment: str, notebooks: list[str], **_: Any) -> None:
    """nbgrader's hook before a student is converted: a notebook under another name is no loss.

    The assignment's own is expected beside it, so that the student is graded, with the reason.
    """
    wanted = f"{assignment}.ipynb"
    if notebooks and wanted not in {Path(path).name for path in notebooks}:
        notebooks.append(str(Path(notebooks[0]).with_name(wanted)))
