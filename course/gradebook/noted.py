"""What the feedback page needs of a Report, kept in the autograded notebook until the page is made.

A student's notebook may come with such a note of its own: it is dropped, and what is read back is
checked all the same.
"""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass, replace
from enum import Enum
from typing import Any

from nbformat import NotebookNode

from course.maps import Maps
from course.model import Assignment, Report

KEY = "course_report"


@dataclass(frozen=True, slots=True)
class Noted:
    """A report as its student may read it, and what was asked."""

    title: str
    """The assignment's."""
    written: Mapping[str, str]
    """Grade id of an answer in words -> its question, as Markdown."""
    report: Report


def note(nb: NotebookNode, assignment: Assignment, report: Report) -> Noted:
    """Keep in the notebook's metadata what its student may read of the report; return it."""
    exercises = tuple(
        replace(exercise, tests=tuple(replace(test, detail="") for test in exercise.tests))
        for exercise in report.exercises
    )
    noted = Noted(
        title=assignment.title or assignment.name,
        written={written.grade_id: written.text for written in assignment.written},
        report=replace(report, exercises=exercises, source="", seconds=0.0),
    )
    # As a text of its own: the maps may hold NaN, which the JSON of a notebook must not.
    nb.metadata[KEY] = json.dumps(asdict(noted))
    return noted


def noted(nb: NotebookNode) -> Noted | None:
    """The note, or None where there is none that can be read."""
    text = nb.metadata.get(KEY)
    try:
        found: Noted = _read(Noted, json.loads(text))
    except (TypeError, ValueError, LookupError, RecursionError):
        return None
    maps = [exercise.symptom.maps for exercise in found.report.exercises if exercise.symptom]
    return found if all(_rectangular(each) for each in maps if each) else None


def _rectangular(maps: Maps) -> bool:
    widths = [{len(row) for row in rows} for rows in (maps.got, maps.expected)]
    return all(len(width) == 1 and 0 not in width for width in widths)


def _read(kind: Any, value: Any) -> Any:
    """The value as that type; raise TypeError or ValueError where it is another."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        (kind,) = (argument for argument in arguments if argument is not types.NoneType)
        return None if value is None else _read(kind, value)
    if origin is tuple:
        return tuple(_read(arguments[0], item) for item in _as(list, value))
    if origin is Mapping:
        return {name: _read(arguments[1], item) for name, item in _as(dict, value).items()}
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        given = {name: _read(hints[name], item) for name, item in _as(dict, value).items()}
        make: Any = kind
        return make(**given)
    if issubclass(kind, Enum):
        return kind(value)
    return _as((int, float) if kind is float else kind, value)


def _as(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"{type(value).__name__} in place of {kind}")
    return value
