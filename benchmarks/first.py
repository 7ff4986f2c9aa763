"""How long a class of one waits: `course grade FILE` beside a cold pytest on the same file.

    python benchmarks/first.py [--runs N] [--graders twenty qkv]

Judged by the wall time, since somebody waits for it.
"""

import argparse
import functools
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from _classes import Subject, add_graders, course_grade, hand_in, students, subjects
from _measure import Spent, heading, in_turns, ratios, show, spend, spread, table


def cold_pytest(subject: Subject, file: Path) -> list[str]:
    """The hidden tests on a file in a pytest of their own, as an author runs them."""
    root = subject.course.root
    tests = root / "grader" / subject.assignment.name
    quiet = ["-q", "--tb=no", "-p", "no:cacheprovider", "-c", "/dev/null", f"--rootdir={root}"]
    ours = ["--import-mode=importlib", "-p", "course.grading.plugin", "--submission", str(file)]
    return [sys.executable, "-m", "pytest", *quiet, *ours, str(tests)]


def cells(spent: list[Spent]) -> list[str]:
    """Wall and CPU, in seconds."""
    return [spread([each.wall for each in spent], 2), spread([each.cpu for each in spent], 2)]


def main(runs: int, graders: Sequence[str]) -> None:
    """Measure every grader on a file in which everything is right, so that pytest passes."""
    show(heading(f"one submission, runs in turns: {runs}"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for subject in subjects(folder, graders):
            (best,) = students(subject, 1, right=1.0)
            members = hand_in(folder / f"class of {subject.assignment.name}", [best])
            file = members / f"{best.name}.py"
            ways = {
                "cold pytest": functools.partial(spend, cold_pytest(subject, file)),
                "course grade": functools.partial(spend, course_grade(subject, file)),
            }
            in_turns(ways, 1)  # fills the caches
            spent = in_turns(ways, runs)
            rows = {way: cells(each) for way, each in spent.items()}
            pairs = (spent["course grade"], spent["cold pytest"])
            rows["course grade : cold pytest"] = [
                spread(ratios(*([each.wall for each in side] for side in pairs)), 2),
                spread(ratios(*([each.cpu for each in side] for side in pairs)), 2),
            ]
            show(table(subject.title, ("wall s", "CPU s"), rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="course grade FILE beside a cold pytest")
    parser.add_argument("--runs", type=int, default=10)
    add_graders(parser)
    given = parser.parse_args()
    main(given.runs, given.graders)
