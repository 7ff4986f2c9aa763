"""An audit as plain text for a terminal, 60 columns wide or more: the table, then the holes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from course.audit.failures import Group
from course.audit.result import Audit, AuditedExercise, Hole, Kind
from course.plain import one_line
from course.reports.columns import columns, cut, wrap

_HEADS = ("tests", "wheat", "chaff", "named", "mutants", "free", "flaky", "sec")
_LEGEND = (
    "wheat: accepted/all. chaff: killed/all. named: chaffs named as themselves. mutants: "
    "killed+equivalent/all. free: code without sense that earns points. flaky: tests whose "
    "verdict depends on the seed."
)
_SMALLEST_NAME = 8


def audit_table(audit: Audit, width: int) -> str:
    """The table, what its columns mean, every hole, and a summary."""
    rows = [["exercise", *_HEADS], *(_row(exercise) for exercise in audit.exercises)]
    widths = [max(columns(row[column]) for row in rows) for column in range(len(rows[0]))]
    room = width - sum(widths[1:]) - (len(widths) - 1)
    widths[0] = max(_SMALLEST_NAME, min(widths[0], room))
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "-" * max(map(columns, lines)))
    blocks = ["\n".join(lines), "\n".join(wrap(_LEGEND, width))]
    if audit.all_holes:
        blocks.append("\n".join(_hole(hole, audit.root, width) for hole in audit.all_holes))
    blocks.append("\n".join(wrap(summary(audit), width)))
    return "\n\n".join(blocks)


def summary(audit: Audit) -> str:
    """One sentence: how much was tried, and how many holes there are."""
    programs = sum(len(exercise.programs) for exercise in audit.exercises)
    count = len(audit.all_holes)
    return (
        f"{_many(len(audit.exercises), 'exercise')}, {_many(programs, 'program')}, "
        f"{_many(audit.seeds, 'seed')}: {_many(count, 'hole') if count else 'no hole'}."
    )


def failure_groups(found: Mapping[str, Sequence[Group]], width: int) -> str:
    """For each exercise its groups, largest first: how many, one of them, and what it does."""
    blocks = []
    for exercise, groups in found.items():
        if groups:
            lines = [exercise]
            for group in groups:
                others = len(group.names) - 1
                who = one_line(group.names[0]) + (
                    f" and {_many(others, 'other')}" if others else ""
                )
                where = f" On the example {group.example!r}." if group.example else ""
                text = f"{who}: {one_line(group.difference, 1000)}{where}"
                first, *rest = wrap(text, width - 5)
                lines += [f"{len(group.names):>3}  {first}", *(" " * 5 + line for line in rest)]
            blocks.append("\n".join(lines))
    if not blocks:
        return "Every failure has a diagnosis."
    return "\n\n".join([*blocks, "\n".join(wrap(_NEXT, width))])


_NEXT = "Next: write a chaff for the largest group, and run the audit."


def _row(exercise: AuditedExercise) -> list[str]:
    wheats, chaffs, mutants = map(exercise.of, (Kind.WHEAT, Kind.CHAFF, Kind.MUTANT))
    killed = sum(bool(mutant.killers) for mutant in mutants)
    equivalent = sum(mutant.is_equivalent for mutant in mutants)
    return [
        one_line(exercise.name),
        str(len(exercise.tests)),
        f"{sum(wheat.passed for wheat in wheats)}/{len(wheats)}",
        f"{sum(bool(chaff.killers) for chaff in chaffs)}/{len(chaffs)}",
        str(sum(chaff.diagnosis == chaff.name for chaff in chaffs)),
        f"{killed}+{equivalent}/{len(mutants)}",
        str(sum(_earns(exercise, number) for number, _ in enumerate(exercise.programs))),
        str(len(exercise.flaky_tests)),
        f"{exercise.seconds:.1f}",
    ]


def _earns(exercise: AuditedExercise, number: int) -> bool:
    program = exercise.programs[number]
    return program.kind is Kind.TRIVIAL and any(
        cell.passed and test.points > 0
        for test, cell in zip(exercise.tests, program.cells, strict=True)
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name = cut(row[0], widths[0], "..")
    cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return " ".join([name + " " * (widths[0] - columns(name)), *cells])


def _hole(hole: Hole, root: Path, width: int) -> str:
    text = f"{place(hole, root)}: {one_line(hole.message, 2000)}"
    return "\n  ".join(wrap(text, width - 2))


def place(hole: Hole, root: Path) -> str:
    """`grader/qkv/test_softmax.py:33`, from the course's folder."""
    path = hole.path
    for folder in (root, root.resolve()):
        if path.is_relative_to(folder):
            path = path.relative_to(folder)
            break
    return f"{path}:{hole.line}" if hole.line else str(path)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
