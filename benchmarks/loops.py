"""What endless loops cost a class: one student in twenty has a function that never returns.

    python benchmarks/loops.py [--submissions N] [--jobs N]

A loop takes its exercise's time once, whatever its number of tests, and the rest of the file is
graded as ever. With loopers is without them, and each looper's own seconds shared by the jobs.
"""

import argparse
import json
import tempfile
from pathlib import Path

from _classes import Subject, course_grade, hand_in, students, subjects
from _measure import heading, in_turns, show, spend, table

from course.worker.process import Limits

_SHARE = 0.05


def row(subject: Subject, everybody: Path, jobs: int) -> list[str]:
    """Grade a class, and say what became of it."""
    spent = spend(course_grade(subject, everybody, "--jobs", str(jobs), "--json", "-"))
    results = [json.loads(line) for line in spent.output.splitlines()]
    looping = [
        result
        for result in results
        if any(
            test["outcome"] == "timeout"
            for exercise in result["exercises"]
            for test in exercise["tests"]
        )
    ]
    zeros = [sum(not exercise["score"] for exercise in result["exercises"]) for result in looping]
    seconds = [result["seconds"] for result in looping]
    others = [result["seconds"] for result in results if result not in looping]
    return [
        str(len(looping)),
        f"{spent.wall:.1f}",
        f"{spent.cpu:.1f}",
        f"{max(seconds):.1f}" if seconds else "-",
        f"{max(others):.2f}",
        str(max(zeros)) if zeros else "-",
    ]


def main(count: int, jobs: int) -> None:
    """Measure and print a table."""
    limit = Limits().exercise_seconds
    show(heading(f"{count} submissions, {jobs} jobs, {limit:g} s an exercise, 1 run"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (subject,) = subjects(folder, ["qkv"])
        loopers = max(1, round(_SHARE * count))
        classes = {
            "without loops": students(subject, count, right=1.0),
            "with loops": students(subject, count, right=1.0, loopers=loopers),
        }
        ways = {}
        for kind, members in classes.items():
            everybody = hand_in(folder / kind, members)
            ways[kind] = lambda everybody=everybody: row(subject, everybody, jobs)
        rows = {kind: cells for kind, [cells] in in_turns(ways, 1).items()}
    columns = (
        *("loopers", "wall s", "CPU s", "slowest looper s", "slowest other s"),
        "exercises at 0 of a looper",
    )
    show(table(subject.title, columns, rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="a class in which one in twenty loops")
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    main(given.submissions, given.jobs)
