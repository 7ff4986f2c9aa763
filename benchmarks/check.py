"""`course check` beside what a course could do without it, on the same answers.

    python benchmarks/check.py --runs 20 --peers ~/peers

The references of the whole chapter are tried on every public example, each time from a cold Python:
by `course check`, by a script of bare asserts, and by plain pytest, check50 and `otter check`.
These three are looked for as `PEERS/pytest`, `PEERS/check50` and `PEERS/otter`, each a virtual
environment of its own with numpy, otter's with ipykernel too. COURSE_BENCH_PEERS names PEERS, too.
Then `course check --watch` from save to verdict, the import in a notebook, and `course --help`.
"""

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from _measure import Spent, differences, heading, in_turns, ratios, show, spend, spread, table

from course.catalog import find_assignment, load_course, load_solution
from course.examples.writing import dumps, hand_out
from course.skeleton import program

ROOT = Path(__file__).parents[1]
ASSIGNMENT = "qkv"
COMMAND = shutil.which("course", path=str(Path(sys.executable).parent)) or "course"
PAUSE = 2.0
"""Seconds between two saves: hardly anybody saves faster, and the next process is ready by then."""

CASES = """
import pickle
import numpy as np

def close(got, expected):
    if isinstance(expected, tuple):
        return len(got) == len(expected) and all(map(close, got, expected))
    return np.shape(got) == np.shape(expected) and np.allclose(got, expected, rtol=0, atol=1e-12)

def cases(name):
    with open({pickled!r}, "rb") as file:
        return pickle.load(file)[name]

def right(function, name):
    for arguments, expected, raised in cases(name):
        try:
            got = function(*arguments)
        except Exception as error:
            assert type(error).__name__ == raised
        else:
            assert raised is None and close(got, expected)
"""
CHECK50_CHECK = """
@check50.check()
def {name}():
    \"\"\"{name} is right\"\"\"
    module = check50.py.import_("qkv.py")
    right(module.{name}, "{name}")
"""


def make(folder: Path) -> None:
    """A student's folder with right functions, and the same examples for the others."""
    course = load_course(ROOT)
    assignment = find_assignment(course, ASSIGNMENT)
    (folder / "examples.json").write_text(dumps(hand_out(course, assignment)), encoding="utf-8")
    references = [
        load_solution(course, assignment, each).reference for each in assignment.exercises
    ]
    source = "\n".join(program(reference, reference.__name__) for reference in references)
    (folder / f"{ASSIGNMENT}.py").write_text(source, encoding="utf-8")
    cases = {
        exercise.name: [
            (list(example.arguments.values()), expected.value, expected.raised)
            for example, expected in zip(exercise.examples, exercise.expected, strict=True)
        ]
        for exercise in hand_out(course, assignment).exercises
    }
    pickled = folder / "cases.pickle"
    pickled.write_bytes(pickle.dumps(cases))
    text = CASES.replace("{pickled!r}", repr(str(pickled)))
    (folder / "cases.py").write_text(text, encoding="utf-8")
    start = f"import {ASSIGNMENT}\nfrom cases import right\n"
    tests = [f"def test_{name}():\n    right({ASSIGNMENT}.{name}, '{name}')\n" for name in cases]
    (folder / "test_cases.py").write_text("\n".join([start, *tests]), encoding="utf-8")
    calls = "\n".join(f"right({ASSIGNMENT}.{name}, '{name}')" for name in cases)
    (folder / "asserts.py").write_text(f"{text}\nimport {ASSIGNMENT}\n{calls}\n", encoding="utf-8")
    _make_for_check50(folder / "problem", text, cases)
    _make_for_otter(folder / "tests", cases)


def _make_for_check50(problem: Path, text: str, names: Mapping[str, object]) -> None:
    problem.mkdir()
    checks = "".join(CHECK50_CHECK.format(name=name) for name in names)
    source = f"import check50\nimport check50.py\n{text}{checks}"
    (problem / "__init__.py").write_text(source, encoding="utf-8")
    (problem / ".cs50.yaml").write_text("check50: true\n", encoding="utf-8")


def _make_for_otter(tests: Path, names: Mapping[str, object]) -> None:
    tests.mkdir()
    for name in names:
        code = f">>> from cases import right\n>>> right({name}, '{name}')"
        suite = {"type": "doctest", "cases": [{"code": code, "hidden": False, "locked": False}]}
        test = {"name": name, "points": 1, "suites": [suite]}
        (tests / f"{name}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n", encoding="utf-8")


def without_chaffs(folder: Path) -> Path:
    """The same folder, whose examples.json knows no mistake."""
    other = folder.with_name(f"{folder.name} without chaffs")
    shutil.copytree(folder, other)
    examples = json.loads((other / "examples.json").read_text(encoding="utf-8"))
    for exercise in examples["exercises"]:
        exercise["chaffs"] = "eJyLjgUAARUAuQ=="  # an empty list, packed
    (other / "examples.json").write_text(json.dumps(examples, indent=1), encoding="utf-8")
    return other


def peers(folder: Path | None, work: Path) -> tuple[dict[str, Callable[[], Spent]], list[str]]:
    """How to run each that is installed, and those that are not."""
    commands = {
        "pytest": ["pytest", "-q", "-p", "no:cacheprovider", "test_cases.py"],
        "check50": ["check50", "--dev", "--local", "problem"],
        "otter check": ["otter", "check", f"{ASSIGNMENT}.py", "-t", "tests"],
    }
    ways, missing = {}, []
    for name, (script, *arguments) in commands.items():
        path = folder / script / "bin" / script if folder else None
        if path and path.exists():
            ways[name] = _way([str(path), *arguments], work)
        else:
            missing.append(name)
    return ways, missing


def _way(command: list[str], folder: Path) -> Callable[[], Spent]:
    return lambda: spend(command, folder)


class Watch:
    """A `course check --watch` that runs beside."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{ASSIGNMENT}.py"
        self._source = self._file.read_text(encoding="utf-8")
        self._process = subprocess.Popen(
            [COMMAND, "check", "--watch"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._number = 0
        self._verdict()

    def save(self, old: str = "", new: str = "") -> float:
        """Milliseconds from a save as editors make it to the last line of the verdict."""
        time.sleep(PAUSE)
        self._number += 1
        source = self._source.replace(old, new) if old else self._source
        fresh = self._file.with_name(".fresh")
        fresh.write_text(f"{source}\n# {self._number}\n", encoding="utf-8")
        begun = time.perf_counter()
        fresh.replace(self._file)
        self._verdict()
        return 1000 * (time.perf_counter() - begun)

    def _verdict(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("Waiting for the next save."):
                return
        sys.exit("course check --watch ended by itself")

    def end(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.communicate()


def main(runs: int, peer_folder: Path | None) -> None:
    """Measure and print the tables."""
    show(heading(f"the whole of {ASSIGNMENT}, milliseconds, runs: {runs}"))
    python = sys.executable
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / ASSIGNMENT
        folder.mkdir()
        make(folder)
        others, missing = peers(peer_folder, folder)
        ways = {
            "import numpy": _way([python, "-c", "import numpy"], folder),
            "bare asserts": _way([python, "asserts.py"], folder),
            "course check": _way([COMMAND, "check"], folder),
            "without chaffs": _way([COMMAND, "check"], without_chaffs(folder)),
            "import course": _way([python, "-c", "import numpy\nfrom course import check"], folder),
            "import click": _way([python, "-c", "import click"], folder),
            "course --help": _way([COMMAND, "--help"], folder),
            **others,
        }
        in_turns(ways, 1)  # warms the disk cache and writes the bytecode
        found = in_turns(ways, runs)
        show(table("what", ["wall", "CPU"], {way: _cells(spent) for way, spent in found.items()}))
        pairs = {
            "course check : bare asserts": ("course check", "bare asserts"),
            "course check : without chaffs": ("course check", "without chaffs"),
            "course --help : import click": ("course --help", "import click"),
            **{f"{other} : course check": (other, "course check") for other in others},
        }
        over = differences(
            (1000 * each.wall for each in found["import course"]),
            (1000 * each.wall for each in found["import numpy"]),
        )
        cpu_over = differences(
            (1000 * each.cpu for each in found["import course"]),
            (1000 * each.cpu for each in found["import numpy"]),
        )
        rows = {"import course - import numpy": [spread(over), spread(cpu_over)]}
        show(table("difference", ["wall", "CPU"], rows))
        show(
            table(
                "ratio",
                ["wall", "CPU"],
                {label: _ratio(found[one], found[two]) for label, (one, two) in pairs.items()},
            )
        )
        watch = Watch(folder)
        wrong = ("axis=-1", "axis=-2")
        saves = in_turns({"right": watch.save, "wrong": lambda: watch.save(*wrong)}, runs)
        watch.end()
        rows = {f"save to verdict, {way}": [spread(spent)] for way, spent in saves.items()}
        show(table("--watch", ["wall"], rows))
        if missing:
            show(f"Not measured, for --peers has none: {', '.join(missing)}")


def _cells(spent: list[Spent]) -> list[str]:
    return [spread([1000 * each.wall for each in spent]), spread([1000 * e.cpu for e in spent])]


def _ratio(one: list[Spent], two: list[Spent]) -> list[str]:
    wall = ratios((each.wall for each in one), (each.wall for each in two))
    cpu = ratios((each.cpu for each in one), (each.cpu for each in two))
    return [spread(wall, 2), spread(cpu, 2)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="course check beside bare asserts and others")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--peers", type=Path, default=os.environ.get("COURSE_BENCH_PEERS"))
    given = parser.parse_args()
    main(given.runs, Path(given.peers) if given.peers else None)
