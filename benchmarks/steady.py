"""Whether grading keeps its rate and its memory: one long class, looked at ten times on the way.

    python benchmarks/steady.py [--submissions N] [--graders twenty qkv]

`--submissions 10000` is the full measurement.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from _classes import add_graders, course_grade, hand_in, students, subjects
from _measure import heading, show, table

_PARTS = 10
_TICKS = os.sysconf("SC_CLK_TCK")
_GRADER = "course.grading.slot"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a grading had cost at one moment."""

    wall: float
    cpu: float
    """Seconds of the whole tree of processes; those that ended count where they were reaped."""
    grader_kb: int
    """Memory of the grader process; of the larger one while a fresh one gets ready."""
    command_kb: int
    """Memory of the command, which keeps every report for its table."""


def tree(pid: int) -> Iterator[int]:
    """A process and all that it started, of those still there."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*"):
        for child in read(task / "children").split():
            yield from tree(int(child))


def read(path: Path) -> str:
    """What the kernel tells of a process; nothing of one that has just ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def cpu(pid: int) -> float:
    """Seconds of a process and of the children that it has waited for."""
    fields = read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def resident_kb(pid: int) -> int:
    """The memory that a process holds."""
    lines = read(Path(f"/proc/{pid}/status")).splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def look(command: int) -> Moment:
    """At a grading that is under way."""
    pids = list(tree(command))
    graders = [pid for pid in pids if _GRADER in read(Path(f"/proc/{pid}/cmdline"))]
    used = sum(map(cpu, pids))
    largest = max(map(resident_kb, graders))
    return Moment(time.perf_counter(), used, largest, resident_kb(command))


def ends(count: int) -> list[int]:
    """How many are done at the end of each part."""
    return [count * part // _PARTS for part in range(1, _PARTS + 1)]


def follow(command: list[str], looks: list[int]) -> list[Moment]:
    """Run a grading: a moment after the first submission, and after each of those numbers."""
    environment = os.environ | {"COURSE_SECRET": "of the benchmarks", "OPENBLAS_NUM_THREADS": "1"}
    moments = []
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for number, _ in enumerate(process.stdout, start=1):
            if number == 1 or number in looks:
                moments.append(look(process.pid))
        words = process.stderr.read().decode()
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}: {words}")
    return moments


def parts(title: str, done: list[int], moments: list[Moment]) -> str:
    """The table: what each part cost."""
    rows = {}
    for (start, before), (end, after) in pairwise(zip(done, moments, strict=True)):
        rows[f"to {end}"] = [
            f"{1000 * (after.cpu - before.cpu) / (end - start):.1f}",
            f"{(end - start) / (after.wall - before.wall):.1f}",
            f"{after.grader_kb / 1024:.1f}",
            f"{after.command_kb / 1024:.1f}",
        ]
    return table(title, ("CPU ms a submission", "submissions/s", "grader MiB", "command MiB"), rows)


def main(count: int, graders: Sequence[str]) -> None:
    """Measure every grader."""
    show(heading(f"{count} different submissions, 1 run, 1 job"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for subject in subjects(folder, graders):
            *members, last = students(subject, count + 1)
            work = folder / f"work on {subject.assignment.name}"
            work.mkdir()
            everybody = hand_in(work / "class", members)
            # One more, so that the grader is still there when its class is done.
            one_more = str(hand_in(work / "last", [last]))
            command = course_grade(subject, everybody, one_more, "--jobs", "1", "--json", "-")
            show(parts(subject.title, [1, *ends(count)], follow(command, ends(count))))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="the rate and the memory of a long grading")
    parser.add_argument("--submissions", type=int, default=500, help="20 at least")
    add_graders(parser, default=["twenty"])
    given = parser.parse_args()
    main(given.submissions, given.graders)
