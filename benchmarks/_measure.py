"""What a command costs: its wall time, and the CPU time of every process that it started."""

import ctypes
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from course.worker.jail import Jail
from course.worker.process import Limits

Result = TypeVar("Result")

_PR_SET_CHILD_SUBREAPER = 36
_LAST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run of a command cost."""

    cpu: float
    """Seconds, user and system, of the whole tree of processes."""
    wall: float
    """Seconds."""
    output: str = ""
    """What it wrote to stdout."""


def spend(
    command: Sequence[str],
    folder: Path | None = None,
    codes: Collection[int] = (0,),
    **environment: str,
) -> Spent:
    """Run a command to its end; SystemExit with its last words if its code is another.

    What the kernel tells of a process that ended includes the descendants that were waited for all
    the way up. So a child of the jail counts although it was killed, since its zygote reaps it.
    Whoever is left when its parent ends becomes our child, and is reaped here.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # One thread each, no pytest plugins that happen to be installed here, and bytecode that stays,
    # as where pip installed all of it.
    alike = {
        "OPENBLAS_NUM_THREADS": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    secret = {"COURSE_SECRET": "of the benchmarks"}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | alike | secret | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime + _left_behind()
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
        if process.returncode not in codes:
            errors.seek(0)
            words = said + errors.read().decode("utf-8", "replace")
            sys.exit(f"{command} ended with {process.returncode}: {words[-_LAST_WORDS:]}")
    return Spent(cpu, wall, said)


def _left_behind() -> float:
    cpu = 0.0
    while True:
        try:
            usage = os.wait4(-1, 0)[2]
        except ChildProcessError:
            return cpu
        cpu += usage.ru_utime + usage.ru_stime


def in_turns(ways: Mapping[str, Callable[[], Result]], runs: int) -> dict[str, list[Result]]:
    """Go every way once, then all of them again: a busy moment of the machine hits all alike."""
    found: dict[str, list[Result]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, go in ways.items():
            found[way].append(go())
    return found


@dataclass(frozen=True, slots=True)
class Costs:
    """What a class cost in each run, and one submission alone, which is mostly the start."""

    count: int
    """Submissions in the class, two at least."""
    many: Sequence[Spent]
    one: Sequence[Spent]

    @property
    def cpu(self) -> list[float]:
        """Milliseconds a submission, the start included."""
        return [1000 * each.cpu / self.count for each in self.many]

    @property
    def cpu_after_the_first(self) -> list[float]:
        """Milliseconds that each further submission costs."""
        pairs = zip(self.many, self.one, strict=True)
        return [1000 * (many.cpu - one.cpu) / (self.count - 1) for many, one in pairs]

    @property
    def wall_after_the_first(self) -> list[float]:
        """Milliseconds that each further submission takes."""
        pairs = zip(self.many, self.one, strict=True)
        return [1000 * (many.wall - one.wall) / (self.count - 1) for many, one in pairs]

    @property
    def rate(self) -> list[float]:
        """Submissions in a second of wall time, the start included."""
        return [self.count / each.wall for each in self.many]

    def cells(self) -> list[str]:
        """What a table says of it."""
        return [spread(self.cpu), spread(self.cpu_after_the_first), spread(self.rate)]


COLUMNS = ("CPU ms a submission", "after the first", "submissions/s")
"""The titles of `Costs.cells`."""


def ratios(numerators: Iterable[float], denominators: Iterable[float]) -> list[float]:
    """Run by run: both were measured a moment apart."""
    return [above / below for above, below in zip(numerators, denominators, strict=True)]


def differences(minuends: Iterable[float], subtrahends: Iterable[float]) -> list[float]:
    """Run by run, as `ratios`."""
    return [own - other for own, other in zip(minuends, subtrahends, strict=True)]


def spread(values: Sequence[float], digits: int = 1) -> str:
    """The median with the lowest and the highest: "5.2 (5.0-5.9)"."""
    median, low, high = statistics.median(values), min(values), max(values)
    return f"{median:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def heading(what: str) -> str:
    """A line on what was measured, and one on where."""
    with Jail(Limits()) as jail:
        jail.open()
        layers = ", ".join(jail.layers) or "none"
    return (
        f"{what}; median (lowest-highest)\n"
        f"{_processor()}, {os.cpu_count()} CPUs, Linux {platform.release()}, "
        f"Python {platform.python_version()}, {date.today()}; layers: {layers}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    """Rows by their names, each column as wide as it must be."""
    lines = [[title, *columns], *([name, *cells] for name, cells in rows.items())]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    aligned = []
    for name, *cells in lines:
        right = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        aligned.append("  ".join([name.ljust(widths[0]), *right]).rstrip())
    return "\n".join(aligned)


def show(text: str) -> None:
    """Print at once, for the next table takes a while."""
    sys.stdout.write(f"{text}\n\n")
    sys.stdout.flush()
