"""A student's code for a page, with what the report says of a line told beside that line.

The code is never parsed as Python: it is a stranger's, and may be made to choke a parser.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from markupsafe import Markup

from course.model import GradedExercise, Report, Status
from course.plain import one_line, plain
from course.reports.points import points

Pieces = Sequence[tuple[int, str]]
"""Code cells with their numbers; a file that is no notebook is one piece with the number 0."""
Place = tuple[int, int]
"""A piece's number, and a line's in it."""

_LINE_END = re.compile("\r\n|\r|\n")
"""Where Python ends a line of code, so that the numbers are those of its messages."""
_LONGEST_LINE = 2000
_HIGHLIGHTED = 100_000
"""Longer code is shown without colours: a hostile file must not cost minutes."""

_HEAD = re.compile(r"(?:\A|(?<=\n\n))# %% code cell (\d{1,5})\n")
_WHERE = r"(?:code cell (?P<cell>\d{1,4}), )?line (?P<line>\d{1,6})"
_RAISED = re.compile(rf"(?P<what>.+) (?:on|in) {_WHERE}(?: of your file)?\.")
_PROBLEM = re.compile(rf"(?:[^\n]*?, )??{_WHERE}: (?P<what>[^\n]+)")
_GOES_ON = re.compile(r"\s|\)|#|$")
"""How a line begins that may belong to a function above it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of code."""

    text: str
    """Coloured, as markup, where Pygments is there."""
    anchor: str = ""
    """Only where something leads here."""
    lost: bool = False
    """Whether it is a line of a function that lost points."""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A file, or a code cell."""

    number: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class MarkedCode:
    """All of it, and where the functions that lost points stand."""

    pieces: Sequence[MarkedPiece]
    functions: Mapping[str, tuple[str, str]]
    """Exercise -> the anchor of its function, and the place in words."""


def pieces(source: str) -> Pieces:
    """The report's source in pieces: a notebook's has a line of ours before each code cell."""
    heads: list[re.Match[str]] = []
    for head in _HEAD.finditer(source):
        if int(head[1]) == len(heads) + 1 and (heads or not head.start()):
            heads.append(head)
    if not heads:
        return [(0, source)] if source else []
    ends = [*(head.start() - len("\n\n") for head in heads[1:]), len(source)]
    return [
        (number, source[head.end() : end])
        for number, (head, end) in enumerate(zip(heads, ends, strict=True), start=1)
    ]


def marked_code(code: Pieces, report: Report) -> MarkedCode:
    """The code with the report's remarks, and the lines of each function that lost points."""
    lines = {number: _LINE_END.split(text) for number, text in code}
    remarks: defaultdict[Place, list[str]] = defaultdict(list)
    lost: set[Place] = set()
    functions = {}
    for exercise in _lost(report):
        if found := _function(exercise.name, lines):
            number, first, last = found
            lost |= {(number, line) for line in range(first, last + 1)}
            score = f"{points(exercise.score)} of {points(exercise.max_score)} points"
            remarks[number, first].append(f"{exercise.name}: {score}")
            functions[exercise.name] = _anchor(number, first), _words(number, first, last)
    for place, text in dict.fromkeys(_said(report)):
        remarks[place].append(text)
    coloured = sum(len(text) for _, text in code) <= _HIGHLIGHTED
    return MarkedCode(
        [
            MarkedPiece(
                number,
                [
                    Line(
                        text,
                        _anchor(number, line) if (number, line) in remarks else "",
                        (number, line) in lost,
                        tuple(remarks.get((number, line), ())),
                    )
                    for line, text in enumerate(_shown(kept, coloured), start=1)
                ],
            )
            for number, kept in lines.items()
        ],
        functions,
    )


def _lost(report: Report) -> Iterator[GradedExercise]:
    for exercise in report.exercises if report.status is Status.GRADED else ():
        if exercise.score < exercise.max_score:
            yield exercise


def _said(report: Report) -> Iterator[tuple[Place, str]]:
    """What names a line: where a test's call raised, and what went wrong while loading."""
    # The reason of an error of ours is not for the student.
    reasons = [] if report.status is Status.ERROR else [report.reason]
    for text in (*reasons, *report.flags):
        if problem := _PROBLEM.match(text):
            yield _place(problem), one_line(problem["what"])
    for exercise in _lost(report):
        for test in exercise.tests:
            if raised := _RAISED.fullmatch(test.message):
                yield _place(raised), f"{raised['what']} here, in {exercise.name}"


def _place(match: re.Match[str]) -> Place:
    return int(match["cell"] or 0), int(match["line"])


def _function(name: str, pieces: Mapping[int, Sequence[str]]) -> tuple[int, int, int] | None:
    """The function's last definition: its piece, its first and its last line."""
    head = re.compile(rf"(?:async\s+)?def\s+{re.escape(name)}\b")
    found = None
    for number, lines in pieces.items():
        for first, line in enumerate(lines, start=1):
            if head.match(line):
                found = number, first
    if found is None:
        return None
    number, first = found
    below = takewhile(_GOES_ON.match, pieces[number][first:])
    written = [at for at, line in enumerate(below, start=first + 1) if line.startswith((" ", "\t"))]
    return number, first, max(written, default=first)


def _anchor(number: int, line: int) -> str:
    return f"cell-{number}-line-{line}" if number else f"line-{line}"


def _words(number: int, first: int, last: int) -> str:
    where = f"lines {first} to {last}" if last > first else f"line {first}"
    return f"code cell {number}, {where}" if number else where


def _shown(lines: Sequence[str], coloured: bool) -> Sequence[str]:
    """The lines made harmless: coloured where Pygments is there, as they stand where not."""
    code = "\n".join(plain(line, _LONGEST_LINE) for line in lines)
    colour = _colours() if coloured else None
    if colour is None:
        return code.split("\n")
    # The formatter escapes the code, and closes its spans at the end of each line.
    html = colour(code)
    return [Markup(line) for line in html.removesuffix("\n").split("\n")]  # noqa: S704 - as said


@cache
def _colours() -> Callable[[str], str] | None:
    """Colours code, as HTML; made once, since the formatter writes its style sheet first."""
    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return None
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    formatter = HtmlFormatter(nowrap=True)
    return lambda code: highlight(code, lexer, formatter)
