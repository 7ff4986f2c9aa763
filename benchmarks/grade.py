"""What `course grade` adds to calling the same tests directly through the same worker.

    python benchmarks/grade.py [--submissions N] [--runs N] [--graders twenty qkv]

Judge by the CPU time; wall rates hang on what else the machine does.
"""

import argparse
import functools
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from _classes import Subject, add_graders, course_grade, hand_in, students, subjects
from _measure import COLUMNS, Costs, heading, in_turns, ratios, show, spend, spread, table

DIRECT = Path(__file__).with_name("_direct.py")


def passed(json_lines: str) -> int:
    """How many hidden tests passed, by the results of `course grade`."""
    return sum(
        test["outcome"] == "passed"
        for line in json_lines.splitlines()
        for exercise in json.loads(line)["exercises"]
        for test in exercise["tests"]
    )


def measure(subject: Subject, everybody: Path, count: int, runs: int) -> str:
    """The table of one grader."""
    directly = [sys.executable, str(DIRECT), str(subject.course.root), subject.assignment.name]
    one = everybody / "student00000.py"
    # Not counted: they fill the caches, and show that both sides do the same work.
    calls = int(spend([*directly, str(everybody)]).output)
    graded = passed(spend(course_grade(subject, everybody, "--jobs", "1", "--json", "-")).output)
    if calls != graded:
        sys.exit(f"{subject.title}: {calls} tests pass directly and {graded} by course grade.")
    commands = {
        "called directly": lambda path: [*directly, str(path)],
        "course grade, 1 job": lambda path: course_grade(subject, path, "--jobs", "1"),
        "course grade, 2 jobs": lambda path: course_grade(subject, path, "--jobs", "2"),
    }
    ways = {}
    for name, command in commands.items():
        ways[f"{name}, all"] = functools.partial(spend, command(everybody))
        ways[f"{name}, one"] = functools.partial(spend, command(one))
    spent = in_turns(ways, runs)
    costs = {name: Costs(count, spent[f"{name}, all"], spent[f"{name}, one"]) for name in commands}
    ceiling = costs["called directly"]
    rows = {name: each.cells() for name, each in costs.items()}
    for name, each in costs.items():
        if each is not ceiling:
            rows[f"{name} : directly"] = [
                spread(ratios(each.cpu, ceiling.cpu), 2),
                spread(ratios(each.cpu_after_the_first, ceiling.cpu_after_the_first), 2),
                spread(ratios(each.rate, ceiling.rate), 2),
            ]
    return table(subject.title, COLUMNS, rows)


def main(count: int, runs: int, graders: Sequence[str]) -> None:
    """Measure every grader."""
    show(heading(f"{count} different submissions, runs in turns: {runs}"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for subject in subjects(folder, graders):
            everybody = hand_in(
                folder / f"class of {subject.assignment.name}", students(subject, count)
            )
            show(measure(subject, everybody, count, runs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="course grade beside the same tests called alone")
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    add_graders(parser)
    given = parser.parse_args()
    main(given.submissions, given.runs, given.graders)
