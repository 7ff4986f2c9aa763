"""`course grade` beside what a course could do without it: cold pytest, and stock nbgrader.

    python benchmarks/others.py [--submissions N] [--sample N] [--runs N] [--graders twenty qkv]

The same files, tests and points on every side. Cold pytest is a fresh pytest for each file, which
it imports in process. Stock nbgrader is `nbgrader autograde` with the preprocessors it comes with:
the hidden tests are in the test cells and run in the kernel. Both are slow, so they get a sample of
the class, one submission at a time. So does `course grade` with one job; as an instructor types it,
it takes a job for each processor.
"""

import argparse
import functools
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from _classes import Subject, add_graders, course_grade, hand_in, students, subjects
from _measure import COLUMNS, Costs, Spent, heading, in_turns, ratios, show, spend, spread, table
from _stock import StockCourse

ASSETS = Path(__file__).with_name("assets")


def cold_pytest(subject: Subject, files: list[Path]) -> Spent:
    """A fresh pytest for each file."""
    root, name = subject.course.root, subject.assignment.name
    quiet = ["-q", "--tb=no", "-p", "no:cacheprovider", "-c", "/dev/null", f"--rootdir={root}"]
    command = [sys.executable, "-m", "pytest", *quiet, "--import-mode=importlib"]
    command += ["-p", "in_process", str(root / "grader" / name)]
    solutions = str(root / "solutions" / name)
    spent = [
        spend(
            command, codes=(0, 1), PYTHONPATH=str(ASSETS), SUBMISSION=str(file), SOLUTIONS=solutions
        )
        for file in files
    ]
    return Spent(sum(each.cpu for each in spent), sum(each.wall for each in spent))


def measure(subject: Subject, folder: Path, count: int, sample: int, runs: int) -> str:
    """The table of one grader, and how far the scores agree."""
    members = students(subject, count)
    everybody = hand_in(folder / "class", members)
    files = [everybody / f"{student.name}.py" for student in members[:sample]]
    stock = StockCourse(subject, folder / "release", members[:sample])
    ours = functools.partial(course_grade, subject)
    jobs = {"course grade, 1 job": ("--jobs", "1"), "course grade as typed": ()}
    ways = {}
    for name, options in jobs.items():
        ways[f"{name}, all"] = functools.partial(spend, ours(everybody, *options))
        ways[f"{name}, one"] = functools.partial(spend, ours(files[0], *options))
    ways |= {
        "pytest": functools.partial(cold_pytest, subject, files),
        "stock, all": stock.autograde,
        "stock, one": functools.partial(stock.autograde, f"--student={members[0].name}"),
    }
    first = ("course grade as typed, one", "stock, one")
    in_turns({way: ways[way] for way in first}, 1)  # fills the caches
    spent = in_turns(ways, runs)
    mine = {name: Costs(count, spent[f"{name}, all"], spent[f"{name}, one"]) for name in jobs}
    theirs = Costs(sample, spent["stock, all"], spent["stock, one"])
    pytest_cpu = [1000 * each.cpu / sample for each in spent["pytest"]]
    pytest_rate = [sample / each.wall for each in spent["pytest"]]
    rows = {name: each.cells() for name, each in mine.items()}
    rows["cold pytest"] = [spread(pytest_cpu), "", spread(pytest_rate, 2)]
    rows["stock nbgrader"] = [
        spread(theirs.cpu),
        spread(theirs.cpu_after_the_first),
        spread(theirs.rate, 2),
    ]
    for name, each in mine.items():
        rows[f"cold pytest : {name}"] = [
            spread(ratios(pytest_cpu, each.cpu)),
            spread(ratios(pytest_cpu, each.cpu_after_the_first)),
            spread(ratios(each.rate, pytest_rate)),
        ]
        rows[f"stock nbgrader : {name}"] = [
            spread(ratios(theirs.cpu, each.cpu)),
            spread(ratios(theirs.cpu_after_the_first, each.cpu_after_the_first)),
            spread(ratios(each.rate, theirs.rate)),
        ]
    results = spend(ours(everybody, "--jobs", "1", "--json", "-")).output.splitlines()
    graded = {result["submission"]: result["score"] for result in map(json.loads, results)}
    recorded = stock.scores()
    apart = statistics.mean(abs(score - graded[name]) for name, score in recorded.items())
    agreed = (
        f"{len(recorded)} scores of nbgrader are {apart:.2f} off those of course grade on average"
    )
    if apart >= 0.005:
        raise SystemExit(f"{subject.title}: {agreed}, so it is not the same work.")
    return f"{table(subject.title, COLUMNS, rows)}\n{agreed}"


def main(count: int, sample: int, runs: int, graders: Sequence[str]) -> None:
    """Measure every grader."""
    show(heading(f"{count} submissions, {sample} of them for the others, runs: {runs}"))
    with tempfile.TemporaryDirectory() as name:
        for subject in subjects(Path(name), graders):
            folder = Path(name) / f"work on {subject.assignment.name}"
            folder.mkdir()
            show(measure(subject, folder, count, sample, runs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="course grade beside cold pytest and nbgrader")
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    add_graders(parser)
    given = parser.parse_args()
    main(given.submissions, given.sample, given.runs, given.graders)
