"""Whether grading keeps its rate and its memory: one long class, looked at ten times on the way.

    python benchmarks/steady.py [--submissions N] [--qkv]

`--submissions 10000` is the full measurement.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from _classes import course_grade, hand_in, students, subjects
from _measure import heading, show, table

_PARTS = 10
_TICKS = os.sysconf("SC_CLK_TCK")
_GRADER = b"course.grading.slot"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a grading had cost at one moment."""

    wall: float
    cpu: float
    """Seconds of the whole tree of processes; those that ended count where they were reaped."""
    grader_kb: int
    """Memory of the grader process."""
    command_kb: int
    """Memory of the command, which keeps every report for its table."""


def tree(pid: int) -> Iterator[int]:
    """A process and all that it started, of those still there."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from tree(int(child))


def cpu(pid: int) -> float:
    """Seconds of a process and of the children that it has waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def resident_kb(pid: int) -> int:
    """The memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def look(command: int) -> Moment:
    """At a grading that is under way."""
    pids = list(tree(command))
    (grader,) = [pid for pid in pids if _GRADER in Path(f"/proc/{pid}/cmdline").read_bytes()]
    used = sum(map(cpu, pids))
    return Moment(time.perf_counter(), used, resident_kb(grader), resident_kb(command))


def follow(command: list[str], count: int) -> list[Moment]:
    """Run a grading of so many submissions; a moment after the first one and after each part."""
    ends = {1, *(count * part // _PARTS for part in range(1, _PARTS + 1))}
    environment = os.environ | {"COURSE_SECRET": "of the benchmarks", "OPENBLAS_NUM_THREADS": "1"}
    moments = []
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for number, _ in enumerate(process.stdout, start=1):
            if number in ends:
                moments.append(look(process.pid))
        words = process.stderr.read().decode()
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}: {words}")
    return moments


def main(count: int, *, qkv: bool) -> None:
    """Measure and print a table."""
    show(heading(f"{count} different submissions, 1 run, 1 job"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subject = subjects(folder)[int(qkv)]
        everybody = hand_in(folder / "class", students(subject, count))
        moments = follow(course_grade(subject, everybody, "--jobs", "1", "--json", "-"), count)
    rows = {}
    done = [1, *(count * part // _PARTS for part in range(1, _PARTS + 1))]
    for part in range(1, _PARTS + 1):
        before, after = moments[part - 1], moments[part]
        new = done[part] - done[part - 1]
        rows[f"to {done[part]}"] = [
            f"{1000 * (after.cpu - before.cpu) / new:.1f}",
            f"{new / (after.wall - before.wall):.1f}",
            f"{after.grader_kb / 1024:.1f}",
            f"{after.command_kb / 1024:.1f}",
        ]
    columns = ("CPU ms a submission", "submissions/s", "grader MiB", "command MiB")
    show(table(subject.title, columns, rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="the rate and the memory of a long grading")
    parser.add_argument("--submissions", type=int, default=500, help="20 or more")
    parser.add_argument("--qkv", action="store_true", help="all of qkv, not 20 one-call tests")
    given = parser.parse_args()
    main(given.submissions, qkv=given.qkv)
