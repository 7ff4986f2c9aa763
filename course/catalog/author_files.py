"""What an author writes, read with the line of everything that is wrong: text, TOML, front matter.

Front matter is TOML between two `+++` lines. Problems are gathered in a list that is handed in, so
that all of them are reported at once.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from course.problem import Problem

_FENCE = "+++"
_KINDS = {str: "a text", list: "a list", dict: "a table", int: "a number", float: "a number"}
Keys = Mapping[str, type | tuple[type, ...]]
"""TOML key -> the types that it may have."""


def blank_front_matter(text: str) -> str:
    """The text with its front matter blanked line by line, so that line numbers stay true."""
    front = _front_matter_lines(text)
    return "\n" * front + "".join(text.splitlines(keepends=True)[front:])


def read_text(path: Path, problems: list[Problem]) -> str:
    """The text of a file; empty, with a problem, where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(path, "is missing"))
    except UnicodeDecodeError as error:
        problems.append(
            Problem(path, f"is not UTF-8: byte {error.start} is {error.object[error.start]:#x}")
        )
    except OSError as error:
        problems.append(Problem(path, f"cannot be read: {error.strerror}"))
    return ""


def _front_matter_lines(text: str) -> int:
    """How many lines the front matter takes, both fences included; 0 where there is none."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        return 0
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == _FENCE:
            return number
    return 0


def front_matter(
    text: str, path: Path, problems: list[Problem], *, required: Keys, optional: Keys
) -> dict[str, Any]:
    """The front matter of a template, its keys checked."""
    lines = _front_matter_lines(text)
    if not lines:
        if text:
            problems.append(Problem(path, f"has no front matter between two '{_FENCE}' lines", 1))
        return {}
    inner = "\n".join(text.splitlines()[1 : lines - 1])
    before = len(problems)
    front = parse_toml(inner, path, 1, problems)
    if len(problems) == before:
        check_keys(front, path, text, problems, required=required, optional=optional)
    return front


def parse_toml(text: str, path: Path, above: int, problems: list[Problem]) -> dict[str, Any]:
    """Parsed TOML; `above` is the number of lines of the file that stand before the text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        problems.append(Problem(path, re.sub(r" \(at .*\)", "", str(error)), line + above))
        return {}


def check_keys(
    found: Mapping[str, Any],
    path: Path,
    text: str,
    problems: list[Problem],
    *,
    required: Keys,
    optional: Keys,
    start: int = 1,
) -> None:
    """Report unknown, missing and mistyped keys; the table is set from line `start` on."""
    known = {**required, **optional}
    for key, value in found.items():
        line = line_of(text, key, start)
        if key not in known:
            problems.append(Problem(path, unknown("key", key, known), line))
            continue
        wanted = known[key]
        kinds = wanted if isinstance(wanted, tuple) else (wanted,)
        if not isinstance(value, kinds) or isinstance(value, bool):
            names = " or ".join(dict.fromkeys(_KINDS[kind] for kind in kinds))
            problems.append(Problem(path, f"{key!r} is {value!r}, but should be {names}", line))
    problems += [
        Problem(path, f"key {key!r} is missing", start) for key in required if key not in found
    ]


def unknown(kind: str, name: str, known: Collection[str]) -> str:
    """What is wrong with a name that is none of the known ones, and the one that was meant."""
    close = get_close_matches(name, known, n=1)
    return f"unknown {kind} {name!r}" + (f", did you mean {close[0]!r}?" if close else "")


def line_of(text: str, key: str, start: int = 1) -> int | None:
    """The first line from `start` on that sets a TOML key."""
    pattern = re.compile(rf"\s*\[*\s*[\w.]*\b{re.escape(key)}\b\s*[\]=]")
    for number, line in enumerate(text.splitlines(), start=1):
        if number >= start and pattern.match(line):
            return number
    return None


def line_of_table(text: str, name: str, position: int) -> int:
    """The line on which an array's table of that position begins, or 1 if it is written inline."""
    header = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
    lines = [n for n, line in enumerate(text.splitlines(), start=1) if header.match(line)]
    return lines[position] if position < len(lines) else 1
