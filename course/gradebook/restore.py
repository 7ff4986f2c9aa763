"""A submitted notebook as the instructor's source has it, with nothing of the student's but code.

What a test cell says, is worth and is tagged with comes from the source, found by its grade id;
so does every cell's metadata. A student decides what stands in the cells that are theirs, and in
which order.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import chain, count
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook
from nbgrader.api import Notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from course.gradebook.database import opened
from course.gradebook.harmless import harmless_markdown
from course.gradebook.reading import UNREADABLE
from course.plain import one_line

_NEW: dict[str, dict[str, Any]] = {
    "code": {"execution_count": None, "outputs": []},
    "markdown": {},
    "raw": {},
}
"""What a cell of each kind has beside its source and metadata.

Made by hand, since nbformat's own makers validate each cell, which takes longer than all the rest
of restoring: `new_notebook` validates the whole in a fraction of the time.
"""
_IMAGES = ("image/png", "image/jpeg", "image/gif")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEPT = ("kernelspec", "language_info")


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Put the notebook in order; this is all that sanitizes it, and no step of nbgrader's follows.

    They do in part what is done here, and give up on cells whose metadata they do not understand,
    and with them on the student.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Restore the notebook from what the gradebook keeps of its source."""
        about = resources["nbgrader"]
        with opened(about["db_url"]) as gradebook:
            source = kept_source(gradebook.find_notebook(about["notebook"], about["assignment"]))
        missing = {grade_id_of(cell) for cell in source.cells if _is_graded(cell)}
        there = {grade_id_of(cell) for cell in _cells(nb)}
        if UNREADABLE not in resources and missing and not missing & there:
            self.log.warning(
                "%s: it has no cell of '%s', and may be another assignment's notebook",
                about["student"],
                about["assignment"],
            )
        elif UNREADABLE not in resources:
            for grade_id in sorted(missing - there):
                self.log.warning(
                    "%s: cell '%s' was missing and is put back", about["student"], grade_id
                )
        nb = restored(nb, source)
        if UNREADABLE in resources:
            _say_unreadable(nb, resources[UNREADABLE])
        return nb, resources


def restored(submitted: NotebookNode, source: NotebookNode) -> NotebookNode:
    """A new notebook: the student's cells, with those of the source as the source has them.

    `source` has been through `nbgrader generate_assignment`, or is what the gradebook keeps of
    it (`kept_source`). A cell that is graded by tests has the source's text and place in the
    order. A solution cell has the student's text. A graded cell that was deleted is put back. Of
    cells with the same grade id the first counts; the others become ordinary cells.
    """
    theirs = _cells(submitted)
    first: dict[str, int] = {}
    for index, cell in enumerate(theirs):
        first.setdefault(grade_id_of(cell), index)
    stays: dict[int, NotebookNode] = {}
    moved: dict[int, list[NotebookNode]] = {}
    taken: set[int] = set()
    # Where the student has no cell of the source, what is put back comes after everything.
    known = [cell for cell in source.cells if grade_id_of(cell)]
    last = -1 if any(grade_id_of(cell) in first for cell in known) else len(theirs) - 1
    for cell in known:
        index = first.get(grade_id_of(cell), -1)
        last = max(last, index)
        if index >= 0:
            taken.add(index)
        if is_test(cell) or (index < 0 and _is_graded(cell)):
            moved.setdefault(last, []).append(_as_in_source(cell))
        elif index >= 0:
            locked = _is(cell, "locked") and not _is(cell, "solution")
            stays[index] = _as_in_source(cell) if locked else _as_in_source(cell, theirs[index])
    cells = list(moved.get(-1, []))
    for index, cell in enumerate(theirs):
        if index in stays:
            cells.append(stays[index])
        elif index not in taken:
            cells.append(_made(cell["cell_type"], cell))
        cells += moved.get(index, [])
    _give_ids(cells)
    metadata = {name: source.metadata[name] for name in _KEPT if name in source.metadata}
    nb: NotebookNode = new_notebook(cells=cells, metadata=metadata)
    return nb


def kept_source(notebook: Notebook) -> NotebookNode:
    """The source's cells as nbgrader's gradebook keeps them, in the order of the source."""
    graded = {cell.name: cell for cell in (*notebook.grade_cells, *notebook.task_cells)}
    tests = {cell.name for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    cells = []
    for kept in notebook.source_cells:
        settings = {
            "schema_version": 3,
            "grade_id": kept.name,
            "grade": kept.name in tests,
            "solution": kept.name in solutions,
            "task": kept.name in tasks,
            "locked": bool(kept.locked),
            "cell_type": kept.cell_type,
            "checksum": kept.checksum,
        }
        if kept.name in graded:
            settings["points"] = graded[kept.name].max_score
        cells.append(_new(kept.cell_type, kept.source, {"nbgrader": settings}))
    _give_ids(cells)
    kernel = json.loads(notebook.kernelspec or "{}")
    nb: NotebookNode = new_notebook(cells=cells, metadata={"kernelspec": kernel} if kernel else {})
    return nb


def unreadable(nb: NotebookNode) -> str:
    """Why the student's file could not be read; empty where it could."""
    told = nb.metadata.get(UNREADABLE)
    return told if isinstance(told, str) else ""


def _say_unreadable(nb: NotebookNode, reason: str) -> None:
    """For the step that runs the notebook, and for whoever opens it."""
    nb.metadata[UNREADABLE] = reason
    text = f"**Nothing could be graded.** {one_line(reason)}"
    nb.cells.insert(0, _made("markdown", NotebookNode(source=text)))
    _give_ids(nb.cells)


def grade_id_of(cell: NotebookNode) -> str:
    """A cell's grade id; empty where it has none, whatever else stands in its metadata."""
    metadata = cell.get("metadata")
    settings = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = settings.get("grade_id") if isinstance(settings, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell of the source is graded, and not what the student writes."""
    return _is(cell, "grade") and not _is(cell, "solution")


def _is_graded(cell: NotebookNode) -> bool:
    return _is(cell, "grade") or _is(cell, "task")


def _is(cell: NotebookNode, what: str) -> bool:
    return bool(grade_id_of(cell) and cell.metadata.nbgrader.get(what))


def _cells(submitted: NotebookNode) -> list[NotebookNode]:
    """The cells that are cells; a notebook that somebody wrote by hand may hold anything."""
    cells = submitted.get("cells")
    found: list[Any] = cells if isinstance(cells, list) else []
    return [cell for cell in found if isinstance(cell, NotebookNode) and _kind(cell) in _NEW]


def _kind(cell: NotebookNode) -> str:
    kind = cell.get("cell_type")
    return kind if isinstance(kind, str) else ""


def _text(cell: NotebookNode) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return _whole(source) if isinstance(source, str) else ""


def _new(kind: str, source: str, metadata: dict[str, Any]) -> NotebookNode:
    cell = {"cell_type": kind, "id": "", "metadata": metadata, "source": source, **_NEW[kind]}
    made: NotebookNode = from_dict(cell)
    return made


def _as_in_source(cell: NotebookNode, written: NotebookNode | None = None) -> NotebookNode:
    """A cell of the source, with what the student wrote in it."""
    made = _made(cell.cell_type, cell if written is None else written)
    made.metadata = deepcopy(cell.metadata)
    made.id = grade_id_of(cell)
    return made


def _made(kind: str, cell: NotebookNode) -> NotebookNode:
    """A cell with the text and the pictures of another, and nothing else of it."""
    text = _text(cell)
    made = _new(kind, text if kind == "code" else harmless_markdown(text), {})
    made.id = cell.get("id")
    pictures = dict(_pictures(cell.get("attachments")))
    if pictures and kind != "code":
        made.attachments = pictures
    return made


def _pictures(attachments: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        data = bundle if isinstance(bundle, dict) else {}
        kept = {
            kind: data[kind]
            for kind in _IMAGES
            if isinstance(data.get(kind), str) and _BASE64.fullmatch(data[kind])
        }
        if kept:
            yield _whole(name), kept


def _whole(text: str) -> str:
    """The text without lone surrogates: JSON can name them, and UTF-8 cannot write them."""
    return text.encode("utf-8", "replace").decode()


def _give_ids(cells: list[NotebookNode]) -> None:
    """Give each cell an id of its own: the source's first, then a student's where it can be."""
    used: set[str] = set()
    for cell in sorted(cells, key=lambda cell: not grade_id_of(cell)):
        wanted = cell.id if isinstance(cell.id, str) else ""
        wanted = wanted if _CELL_ID.fullmatch(wanted) else "cell"
        free = chain([wanted], (f"{wanted[:50]}-{number}" for number in count(2)))
        cell.id = next(name for name in free if name not in used)
        used.add(cell.id)
