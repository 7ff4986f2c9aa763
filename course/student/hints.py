"""An exercise's hints, one at a time: how many were shown is kept in the student's folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from course import atomic
from course.errors import BrokenFile, MissingInput
from course.student.checking import check, read_handout

MEMORY = Path(".course", "hints.json")
_SCHEMA = "course/hints/v1"


@dataclass(frozen=True, slots=True)
class ShownHint:
    """One hint of an exercise."""

    exercise: str
    title: str
    number: int
    """Counted from 1."""
    whole: int
    """How many the exercise has."""
    text: str
    again: bool = False
    """Whether it was shown before, there being no further one."""
    kept: bool = True
    """Whether the next call will know that it was shown."""


def next_exercise(folder: Path, *, timeout: float = 10.0) -> str | None:
    """The exercise to work on next, or None where all of them pass.

    Raises BrokenFile where nothing in the student's file can be run.
    """
    report = check(folder, timeout=timeout)
    if report.broken:
        first = report.broken.partition("\n")[0].removesuffix(".")
        raise BrokenFile(f"{first}. Put that right, or name an exercise.")
    return report.first_open.name if report.first_open else None


def next_hint(folder: Path, name: str, *, restart: bool = False, seen: int = 0) -> ShownHint:
    """The exercise's first hint that was not shown yet; with `restart` its very first.

    `seen` is how many stand on the screen already. After the last one it is the last again. Raises
    UnknownName, and MissingInput where the exercise has no hints.
    """
    exercise = read_handout(folder).exercise(name)
    if not exercise.hints:
        raise MissingInput(f"{name} has no hints. Read the chapter in handout.html.")
    shown = _shown(folder)
    before = 0 if restart else min(max(shown.get(name, 0), seen), len(exercise.hints))
    number = min(before + 1, len(exercise.hints))
    return ShownHint(
        exercise=name,
        title=exercise.title,
        number=number,
        whole=len(exercise.hints),
        text=exercise.hints[number - 1],
        again=number == before,
        kept=_keep(folder, {**shown, name: number}),
    )


def _shown(folder: Path) -> dict[str, int]:
    """Exercise -> how many of its hints were shown; a damaged memory has forgotten all."""
    try:
        found = json.loads((folder / MEMORY).read_text(encoding="utf-8"))
        return {str(name): int(number) for name, number in found["shown"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def _keep(folder: Path, shown: Mapping[str, int]) -> bool:
    text = json.dumps({"schema": _SCHEMA, "shown": dict(sorted(shown.items()))}, indent=1)
    try:
        atomic.replace(folder / MEMORY, f"{text}\n".encode())
    except OSError:
        return False
    return True
