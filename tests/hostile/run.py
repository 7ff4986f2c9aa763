"""Grades a class of attacks in one go, and watches what each leaves behind.

Run as a program by the tests, as the user that they choose: orders come as JSON in the first
argument, and one JSON object leaves through standard output.

All submissions go through one grader process, an honest one after each attack. The engine pickles
a submission when the grader process is idle, which is when this looks around: so what is new since
the last look belongs to the submission that was graded in between. It is pickled once before, to be
loaded while the one before it is graded; and the jail has one more child ready. So a process is
left only if it is there when every child that was ready by the attack's end has had its turn.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from patience import Patience, submission

from course.catalog import find_assignment, load_course
from course.grading.engine import grade
from course.model import Assignment, Outcome, Report
from course.reports.class_page import class_page
from course.reports.class_table import class_table
from course.reports.csv_table import as_cell
from course.reports.feedback import feedback_page
from course.reports.json_lines import json_line
from course.submission import Submission, find_submissions

HONEST = "honest"
_INPUTS = "leaked-input", "8675309"
"""What attacks tell as a hidden input, in words and in digits."""
_LEAK = re.compile(r"leak: [^\"'\\<]{0,80}")
_ACTIVE = re.compile(r"<script|<img")
_CODE = re.compile(r'<pre class="code".*?</pre>', re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PLENTY = 10.0, 10.0, 60.0
"""Seconds to load a file, for an exercise, for all of a submission: what honest work gets."""
_ENOUGH = 2.0, 1.0, 6.0
"""For an attack that does its worst in time."""
_LITTLE = 0.5, 0.3, 1.5
"""For one that ends by its limit, whatever that is."""
_SHARED = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")
_KERNEL = ("shm", "msg", "sem")
_USERS = {str(os.geteuid()), "65534"}
"""Whom submissions run as; what others keep in the kernel is no business of theirs."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Look:
    """What there is at one moment."""

    processes: dict[tuple[int, int], str]
    """(pid, ticks at its start) -> what it is."""
    files: dict[str, tuple[int, ...]]
    """Path -> what a change to it changes; nothing for a name in a folder that all may use."""
    grader: tuple[int, int, int]
    """The grader process: its pid, its resident KiB, its CPU ticks."""
    ticks: int
    """Now, on the clock of `processes`."""


@dataclass(frozen=True)
class Process:
    """A process, with times in ticks."""

    pid: int
    parent: int
    session: int
    started: int
    cpu: int
    line: str
    """Its command line."""


@dataclass(frozen=True)
class Place:
    """What is watched."""

    folders: Sequence[Path]
    mark: str
    """Stands in the command line of everything that a run starts."""

    def look(self) -> Look:
        """Look around."""
        processes, grader = _processes(self.mark)
        seconds = float(Path("/proc/uptime").read_text().split()[0])
        return Look(processes, _files(self.folders), grader, int(seconds * _TICKS))


@dataclass(frozen=True)
class Watched(Submission):
    """A submission that tells when it is sent to the grader process."""

    seconds: tuple[float, float, float] = field(kw_only=True)
    told: Callable[[str], None] = field(kw_only=True)

    def __reduce__(self) -> tuple[Any, ...]:
        self.told(self.name)
        return submission, (
            self.seconds,
            self.name,
            self.source,
            self.reason,
            self.flags,
            self.beside,
        )


def main() -> None:
    """Follow the orders."""
    orders = json.loads(sys.argv[1])
    root, folder = Path(orders["root"]), Path(orders["folder"])
    course = load_course(root)
    assignment = find_assignment(course, "qkv")
    found = {submission.name: submission for submission in find_submissions([folder], "qkv")}
    place = Place([root, folder, *map(Path, orders["watched"])], f'"AS": {orders["memory_bytes"]}')
    looks: dict[str, Look] = {}

    ahead: set[str] = set()
    """Those that were pickled to be loaded ahead."""

    order = list(_order(sorted(set(found) - {HONEST})))
    alone = {name for name, of in order if found[of].beside} | {order[0][0]}

    def told(name: str) -> None:
        if name in ahead | alone:
            looks.setdefault(name, place.look())
        ahead.add(name)

    names = [name for name, _ in order]
    seconds = dict.fromkeys(found, _ENOUGH) | dict.fromkeys(orders["hurried"], _LITTLE)
    seconds[HONEST] = _PLENTY
    submissions = [
        Watched(
            name, _as_handed_in(found[of]), beside=found[of].beside, seconds=seconds[of], told=told
        )
        for name, of in order
    ]
    graded = grade(
        course,
        assignment,
        submissions,
        limits=Patience(memory_bytes=orders["memory_bytes"]),
        sandbox="auto",
        layers=orders["layers"],
    )
    reports = {report.submission: report for report in graded}
    facts = {
        name: {
            **_result(reports[name]),
            **_left(looks[name], looks[after], looks[later], looks[at_last]),
            "seen": _seen(reports[name], assignment, orders["secrets"]),
            "next": _result(reports[after]),
        }
        for name, after, later, at_last in zip(
            names[1:], names[2:], names[3:], names[5:], strict=False
        )
        if not name.startswith(HONEST)
    }
    first, last = looks[names[1]], looks[names[-1]]
    whole = {
        "layers": sorted({report.sandbox for report in reports.values() if report.sandbox}),
        "grew": last.grader[1] - first.grader[1],
        "class_page": _tellable(
            class_page(list(reports.values()), assignment, dict.fromkeys(names, "x.html")),
            orders["secrets"],
        ),
    }
    json.dump({"attacks": facts, "whole": whole}, sys.stdout)


def _as_handed_in(submission: Submission) -> Any:
    """The source, called as a student's own file is called."""
    source = submission.source
    return source and replace(source, path="qkv.py")


def _order(attacks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Name in the class, and whose source: honest work after each attack; some come twice."""
    yield f"{HONEST} first", HONEST
    for attack in attacks:
        yield attack, attack
        yield f"{HONEST} after {attack}", HONEST
        if attack.startswith("secret_left"):
            yield f"{attack} again", attack
            yield f"{HONEST} after {attack} again", HONEST
    for number in range(4):
        yield f"{HONEST} at the end {number}", HONEST


def _result(report: Report) -> dict[str, Any]:
    return {
        "status": report.status.value,
        "reason": report.reason,
        "score": report.score,
        "max_score": report.max_score,
        "quiz": report.quiz_score,
        "exercises": {
            exercise.name: [exercise.score, exercise.max_score] for exercise in report.exercises
        },
        "passed": [
            test.name
            for exercise in report.exercises
            for test in exercise.tests
            if test.outcome is Outcome.PASSED
        ],
        "seconds": round(report.seconds, 2),
    }


def _left(before: Look, after: Look, later: Look, at_last: Look) -> dict[str, Any]:
    """What an attack has left: after it, and still there after the honest submission behind it."""
    new = later.files.keys() - before.files.keys()
    return {
        "processes": [
            what
            for process, what in at_last.processes.items()
            if process not in before.processes and process[1] <= after.ticks
        ],
        "files": sorted(
            path
            for path in before.files.keys() | later.files.keys()
            if before.files.get(path, ()) != later.files.get(path, ()) or path in new
        ),
        "grader_replaced": before.grader[0] != later.grader[0],
        "grew": later.grader[1] - before.grader[1],
        "cpu": (after.grader[2] - before.grader[2]) / _TICKS,
    }


def _seen(report: Report, assignment: Assignment, secrets: Sequence[str]) -> list[str]:
    """What a reader of any form of the report would see, and should not."""
    page = feedback_page(report, assignment)
    # The code itself may say what it likes: it is the student's.
    bare = replace(report, source="")
    shown = _CODE.sub("", page)
    line = json_line(bare)
    table = class_table([bare], assignment, 60)
    found = [secret for secret in secrets if secret in repr(bare) + shown + line + table]
    found += _LEAK.findall(shown) + _LEAK.findall(repr(bare))
    found += [text for text in _INPUTS if text in shown + table]
    found += [f"active: {text!r}" for text in _ACTIVE.findall(page)]
    found += [f"control: {text!r}" for text in _CONTROLS.findall(page + table + line)]
    found += [f"formula: {flag[:9]!r}" for flag in report.flags if as_cell(flag)[:1] in "=+-@"]
    return found


def _tellable(text: str, secrets: Sequence[str]) -> list[str]:
    return [
        *_ACTIVE.findall(text),
        *_CONTROLS.findall(text),
        *(secret for secret in secrets if secret in text),
    ]


def _processes(mark: str) -> tuple[dict[tuple[int, int], str], tuple[int, int, int]]:
    """Processes below this one, of their sessions, or with the mark; and the grader process."""
    known = {process.pid: process for process in _all_processes()}
    ours, sessions = {os.getpid()}, set[int]()
    while True:
        more = {
            process.pid
            for process in known.values()
            if process.parent in ours
            or process.session in sessions
            or mark in process.line
            or "# hostile" in process.line
        } - ours
        if not more:
            break
        ours |= more
        sessions |= {known[pid].session for pid in more} - {os.getsid(0)}
    below = [known[pid] for pid in ours - {os.getpid()}]
    seen = {(process.pid, process.started): process.line[-200:] for process in below}
    for process in below:
        if "course.grading.slot" in process.line:
            status = Path("/proc", str(process.pid), "status").read_text()
            return seen, (process.pid, int(status.partition("VmRSS:")[2].split()[0]), process.cpu)
    return seen, (0, 0, 0)  # it was killed


def _all_processes() -> Iterator[Process]:
    for entry in os.listdir("/proc"):
        with suppress(OSError):
            if entry.isdigit():
                stat = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
                line = Path("/proc", entry, "cmdline").read_bytes().replace(b"\0", b" ")
                if stat[0] != "Z":
                    yield Process(
                        int(entry),
                        parent=int(stat[1]),
                        session=int(stat[3]),
                        started=int(stat[19]),
                        cpu=int(stat[11]) + int(stat[12]),
                        line=line.decode("utf-8", "replace"),
                    )


def _files(folders: Sequence[Path]) -> dict[str, tuple[int, ...]]:
    """Every file of the folders, what an attack put elsewhere, and the kernel's objects."""
    found: dict[str, tuple[int, ...]] = {}
    waiting = [str(folder) for folder in folders]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                stat = entry.stat(follow_symlinks=False)
                told = stat.st_size, stat.st_mtime_ns, stat.st_mode, stat.st_uid
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    if entry.name.startswith("course-beside-"):
                        told = told[
                            2:
                        ]  # the grader process itself puts files there, and takes them
                found[entry.path] = told
    for folder in _SHARED:
        with suppress(OSError):
            found |= {f"{folder}/{name}": () for name in os.listdir(folder) if "hostile-" in name}
    for kind in _KERNEL:
        named, *lines = Path("/proc/sysvipc", kind).read_text().splitlines()
        for line in lines:
            entry = dict(zip(named.split(), line.split(), strict=True))
            # A database server of other tests, which run as the same user, keeps one too.
            if entry["uid"] in _USERS and not _runs_elsewhere(int(entry.get("cpid", 0))):
                found[f"{kind} {' '.join(line.split()[:2])}"] = ()
    return found


def _runs_elsewhere(pid: int) -> bool:
    """Whether a process runs, and was not started below this one."""
    while pid > 1:
        if pid == os.getpid():
            return False
        try:
            stat = Path("/proc", str(pid), "stat").read_text()
        except OSError:
            return False
        pid = int(stat.rpartition(")")[2].split()[1])
    return pid == 1


if __name__ == "__main__":
    main()
