"""The code cells of a notebook file, each with the place of its source in the file's text.

So one cell can be changed and every other letter of the file stays: to write the whole of it anew
would give it another indentation, other escapes, another order.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


class NoNotebook(Exception):
    """A text that is no notebook of the current format, and why."""


@dataclass(frozen=True, slots=True)
class CodeCell:
    """One code cell."""

    names: frozenset[str]
    """Its id, and the name that nbgrader gave it."""
    source: str
    start: int
    """Where the JSON of the source begins and ends in the text."""
    end: int


def code_cells(text: str) -> list[CodeCell]:
    """The code cells in order; raise NoNotebook where the text is something else."""
    start = _SPACE.match(text, text.startswith("\ufeff")).end()  # type: ignore[union-attr]
    try:
        notebook = json.loads(text[start:])
        [(cells, _)] = [place for key, *place in _members(text, start) if key == "cells"][-1:]
        found = zip(notebook["cells"], _members(text, cells), strict=True)
        return [
            _code_cell(text, cell, at) for cell, (_, at, _) in found if cell["cell_type"] == "code"
        ]
    except json.JSONDecodeError as error:
        line = text.count("\n", 0, start + error.pos) + 1
        raise NoNotebook(f"line {line} is not JSON") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoNotebook("it has no cells of the present format") from error


def with_source(text: str, cell: CodeCell, source: str) -> str:
    """The notebook's text with another source in that cell, laid out as the old one was."""
    old = text[cell.start : cell.end]
    ascii_only = text.isascii()
    if old.startswith('"'):
        new = json.dumps(source, ensure_ascii=ascii_only)
    else:
        lines = [json.dumps(line, ensure_ascii=ascii_only) for line in source.splitlines(True)]
        inside = old[1:-1]
        before = inside[: len(inside) - len(inside.lstrip())]
        after = inside[len(inside.rstrip()) :]
        members = list(_members(text, cell.start))
        between = f",{before or ' '}"
        if len(members) > 1:
            between = text[members[0][2] : members[1][1]]
        new = f"[{before}{between.join(lines)}{after}]"
    return text[: cell.start] + new + text[cell.end :]


def _code_cell(text: str, cell: Any, at: int) -> CodeCell:
    [(start, end)] = [place for key, *place in _members(text, at) if key == "source"][-1:]
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    graded = cell.get("metadata", {}).get("nbgrader", {})
    names = frozenset(str(name) for name in (cell.get("id"), graded.get("grade_id")) if name)
    return CodeCell(names, source, start, end)


def _members(text: str, start: int) -> Iterator[tuple[str | int, int, int]]:
    """The members of the object or array that begins there: name or number, start and end."""
    closing = {"{": "}", "[": "]"}[text[start]]
    at = _after_space(text, start + 1)
    number = 0
    while text[at] != closing:
        name: str | int = number
        if closing == "}":
            name, at = _DECODER.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)  # the colon
        _, end = _DECODER.raw_decode(text, at)
        yield name, at, end
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)
        number += 1


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
