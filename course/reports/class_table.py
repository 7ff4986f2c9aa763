"""A class's results as plain text for a terminal, 60 columns wide or more."""

from collections import Counter
from collections.abc import Sequence

from course.model import Assignment, Report, Status
from course.plain import one_line, plain
from course.reports.columns import columns, cut, wrap
from course.reports.points import points

STATUS_WORDS = {
    Status.GRADED: "graded",
    Status.NOT_GRADABLE: "not gradable",
    Status.ERROR: "our error",
}
_NO_SCORE = "-"
_MOST_PROBLEMS = 20
_NAME_WIDTH = 12
"""A name keeps at least this much; rather than cut it further, the table gives up columns."""


def class_table(reports: Sequence[Report], assignment: Assignment, width: int) -> str:
    """The table, what its numbered columns mean, and below it flags, reasons and a summary."""
    table, note = _fitting_table(reports, assignment, width)
    blocks = [table]
    if note:
        blocks.append(_wrapped(note, width))
    remarks = [_wrapped(remark, width) for remark in _remarks(reports)]
    if remarks:
        blocks.append("\n".join(remarks))
    blocks.append(_wrapped(summary(reports), width))
    return "\n\n".join(blocks)


def _fitting_table(
    reports: Sequence[Report], assignment: Assignment, width: int
) -> tuple[str, str]:
    """The first layout that fits, and what must be said below it: names, numbers, or neither."""
    names = [exercise.name for exercise in assignment.exercises]
    numbers = [str(number) for number in range(1, len(names) + 1)]
    legend = ", ".join(f"{number}:{name}" for number, name in zip(numbers, names, strict=True))
    for heads, gap, note in ((names, 2, ""), (numbers, 2, legend), (numbers, 1, legend)):
        table = _table(reports, names, heads, gap, width)
        if table:
            return table, note
    note = "A column for each exercise: with --csv or --json."
    return _table(reports, [], [], 1, width), note


def _table(
    reports: Sequence[Report], exercises: Sequence[str], heads: Sequence[str], gap: int, width: int
) -> str:
    """The table with these exercises' columns under these heads; empty where it does not fit."""
    rows = [["", *heads, "quiz", "score", "status"]]
    rows += [_row(report, exercises) for report in reports]
    rows += _best_possible(reports, exercises)
    widths = [max(columns(row[column]) for row in rows) for column in range(len(rows[0]))]
    room = width - sum(widths[1:]) - gap * (len(widths) - 1)
    if room < min(widths[0], _NAME_WIDTH):
        return ""
    widths[0] = min(widths[0], room)
    lines = [_line(row, widths, gap) for row in rows]
    lines.insert(1, "-" * max(columns(line) for line in lines))
    return "\n".join(lines)


def summary(reports: Sequence[Report]) -> str:
    """One sentence: how many submissions there are, how many have a score, and their mean."""
    count = len(reports)
    graded = [report for report in reports if report.status is Status.GRADED]
    parts = [f"{len(graded)} graded"]
    for status, words in (
        (Status.NOT_GRADABLE, "not gradable (score 0)"),
        (Status.ERROR, "without a score through our own fault"),
    ):
        number = sum(report.status is status for report in reports)
        if number:
            parts.append(f"{number} {words}")
    text = f"{count} submission{'' if count == 1 else 's'}: {', '.join(parts)}."
    if graded:
        mean = sum(report.score for report in graded) / len(graded)
        best = max(report.max_score for report in graded)
        text += f" Mean of the graded: {points(mean)} of {points(best)}."
    return text


def _row(report: Report, exercises: Sequence[str]) -> list[str]:
    scores = {exercise.name: points(exercise.score) for exercise in report.exercises}
    cells = [scores.get(name, _NO_SCORE) for name in exercises]
    cells += [points(report.quiz_score), points(report.score)]
    if report.status is Status.ERROR:
        cells = [_NO_SCORE] * len(cells)
    return [one_line(report.submission), *cells, STATUS_WORDS[report.status]]


def _best_possible(reports: Sequence[Report], exercises: Sequence[str]) -> list[list[str]]:
    for report in reports:
        if report.exercises:
            best = {exercise.name: points(exercise.max_score) for exercise in report.exercises}
            cells = [best.get(name, _NO_SCORE) for name in exercises]
            return [["of", *cells, points(report.quiz_max_score), points(report.max_score), ""]]
    return []


def _line(row: Sequence[str], widths: Sequence[int], gap: int) -> str:
    name, *cells, status = row
    name = cut(name, widths[0], "..")
    parts = [name + " " * (widths[0] - columns(name))]
    parts += [cell.rjust(width) for cell, width in zip(cells, widths[1:-1], strict=True)]
    return (" " * gap).join([*parts, status]).rstrip()


def _remarks(reports: Sequence[Report]) -> list[str]:
    """Reasons and flags; our own fault is said once, for it may be the same for a whole class."""
    ours = Counter(report.reason for report in reports if report.status is Status.ERROR)
    shared = {reason: count for reason, count in ours.items() if count > 1}
    found = [f"{count} submissions: {_problems(why)}" for why, count in shared.items()]
    for report in reports:
        texts = [one_line(flag, 1000) for flag in report.flags]
        if report.reason and report.reason not in shared:
            is_ours = report.status is Status.ERROR
            texts.insert(0, _problems(report.reason) if is_ours else one_line(report.reason, 1000))
        found += [f"{one_line(report.submission)}: {text}" for text in texts]
    return found


def _problems(reason: str) -> str:
    """What is wrong on our side, a line each, as whoever mends it looks for them."""
    lines = [line for line in plain(reason).splitlines() if line.strip()]
    more = ["…"] if len(lines) > _MOST_PROBLEMS else []
    return "\n".join([*(one_line(line, 1000) for line in lines[:_MOST_PROBLEMS]), *more])


def _wrapped(text: str, width: int) -> str:
    """The text within the width, its later lines indented."""
    return "\n  ".join(part for line in text.split("\n") for part in wrap(line, width - 2))
