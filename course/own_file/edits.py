"""A student's Python source, changed in one place and nowhere else.

What parses is changed by the positions of its syntax tree, so that every other letter stays,
comments and odd spacing included. Where the source does not parse, a function is the `def` at the
margin and what is indented below it: whoever asks for its skeleton has often just broken it.
"""

import ast
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.plain import one_line

ANSWERS = "answers"
_FAILURES = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python raises for a source that it cannot parse."""


class NoSuchPlace(Exception):
    """The source has no place for the change, and why: "line 12 changes `answers` again"."""


@dataclass(frozen=True, slots=True)
class Function:
    """Where a function stands: its decorators, its `def` line, its body."""

    first: int
    last: int
    """Both counted from 1."""
    text: str


def syntax_problem(source: str) -> str:
    """Why Python cannot parse the source: "line 12: SyntaxError: …"; empty where it can."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        return f"{where}{type(error).__name__}: {one_line(error.msg)}"
    except _FAILURES as error:
        return f"{type(error).__name__}: {error}"
    return ""


def lines_of(source: str) -> list[str]:
    """The lines as Python counts them, each with its end."""
    return io.StringIO(source, newline="").readlines()


def functions(source: str, name: str) -> list[Function]:
    """Every function of that name that is defined at the margin, in order."""
    lines = lines_of(source)
    tree = _parsed(source)
    if tree is None:
        return list(_functions_by_margin(lines, name))
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found.append(_function(lines, first, node.end_lineno or node.lineno, " \t"))
    return found


def same_function(first: str, second: str) -> bool:
    """Whether two functions are the same but for spacing and comments."""
    one, two = _parsed(first), _parsed(second)
    return one is not None and two is not None and ast.dump(one) == ast.dump(two)


def only_raises(function: str) -> bool:
    """Whether a function does nothing but raise, as a skeleton's does, ours or nbgrader's."""
    tree = _parsed(function)
    body = getattr(tree.body[0], "body", []) if tree and tree.body else []
    statements = [each for each in body if not _is_text(each)]
    return len(statements) == 1 and isinstance(statements[0], ast.Raise)


def with_function(source: str, function: Function, text: str) -> str:
    """The source with another text in that function's place."""
    lines = lines_of(source)
    old = lines[function.first - 1 : function.last]
    end = _line_end(old[-1]) or _line_end(lines[0])
    new = text.replace("\n", end or "\n") + _line_end(old[-1])
    return "".join([*lines[: function.first - 1], new, *lines[function.last :]])


def answers(source: str) -> dict[str, str | None] | None:
    """The entries of `answers = {…}`, or None where there is no such line; raise NoSuchPlace.

    An answer that is no plain text is shown as it is written.
    """
    found = _answers(source)
    if found is None:
        return None
    entries: dict[str, str | None] = {}
    for key, value in zip(found.keys, found.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            plain = isinstance(value, ast.Constant) and isinstance(value.value, str | None)
            entries[key.value] = value.value if plain else ast.unparse(value)  # type: ignore[attr-defined]
    return entries


def with_answer(source: str, question: str, answer: str) -> str:
    """The source with that answer in its `answers = {…}`; raise NoSuchPlace where there is none."""
    found = _answers(source)
    if found is None:
        raise NoSuchPlace("has no line 'answers = {…}'")
    lines = lines_of(source)
    text = json.dumps(answer)
    for key, value in reversed(list(zip(found.keys, found.values, strict=True))):
        if isinstance(key, ast.Constant) and key.value == question:
            start = _offset(lines, value.lineno, value.col_offset)
            end = _offset(lines, value.end_lineno or 0, value.end_col_offset or 0)
            return source[:start] + text + source[end:]
    entry = f"{json.dumps(question)}: {text}"
    start = _offset(lines, found.lineno, found.col_offset) + 1
    if not found.keys:
        return source[:start] + entry + source[start:]
    first = (found.keys[0] or found).lineno
    if first == found.lineno:
        return f"{source[:start]}{entry}, {source[start:]}"
    line = lines[first - 1]
    margin = line[: len(line) - len(line.lstrip())]
    return "".join([*lines[: first - 1], margin, entry, ",", _line_end(line), *lines[first - 1 :]])


def mentions_answers(source: str) -> bool:
    """Whether a source that cannot be parsed looks as if it held the answers."""
    return re.search(rf"^{ANSWERS}\b", source, re.MULTILINE) is not None


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except _FAILURES:
        return None


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _answers(source: str) -> ast.Dict | None:
    """The dict that counts: the last one, if nothing below it changes the answers."""
    tree = _parsed(source)
    found: ast.Dict | None = None
    for node in tree.body if tree else []:
        value = _assigned(node)
        if isinstance(value, ast.Dict):
            found = value
        elif value is not None:
            raise NoSuchPlace(f"line {node.lineno} makes 'answers' something other than {{…}}")
        elif found is not None and (line := _changed_at(node)):
            raise NoSuchPlace(f"line {line} changes 'answers' again")
    if found is not None and None in found.keys:
        raise NoSuchPlace(f"line {found.lineno} takes its 'answers' from somewhere else")
    return found


def _assigned(node: ast.stmt) -> ast.expr | None:
    """What a statement assigns to `answers`, or None where it assigns nothing to it."""
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets, value = [node.target], node.value
    else:
        return None
    named = any(isinstance(target, ast.Name) and target.id == ANSWERS for target in targets)
    return value if named else None


def _changed_at(statement: ast.stmt) -> int | None:
    """The line on which a statement changes an entry: `answers[…] = …`, `answers.update(…)`."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return None
    for node in ast.walk(statement):
        owner: ast.expr | None = None
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            owner = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value if node.func.attr in _CHANGING else None
        elif isinstance(node, ast.AugAssign):
            owner = node.target
        if isinstance(owner, ast.Name) and owner.id == ANSWERS:
            return owner.lineno
    return None


_CHANGING = {"clear", "pop", "popitem", "setdefault", "update"}


def _functions_by_margin(lines: list[str], name: str) -> Iterator[Function]:
    for number, line in enumerate(lines, start=1):
        if re.match(rf"(?:async\s+)?def\s+{re.escape(name)}\b", line):
            first = number
            while first > 1 and lines[first - 2].startswith("@"):
                first -= 1
            yield _function(lines, first, number, " \t)]}#")


def _function(lines: list[str], first: int, last: int, inside: str) -> Function:
    """The function of those lines, and what follows that begins with one of those letters.

    A comment at the margin is part of it only where more of the function comes below.
    """
    for number in range(last + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip():
            if line[0] not in inside or line.startswith("# %%"):
                break
            if line[0] != "#":
                last = number
    return Function(first, last, "".join(lines[first - 1 : last]))


def _offset(lines: list[str], line: int, column: int) -> int:
    """Where a position of the syntax tree stands in the source: its columns are bytes of UTF-8."""
    before = lines[line - 1].encode()[:column].decode()
    return sum(map(len, lines[: line - 1])) + len(before)


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
