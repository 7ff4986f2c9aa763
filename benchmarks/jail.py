"""What the jail costs: a child of the zygote with every layer, beside one without any.

    python benchmarks/jail.py [--submissions N] [--runs N]

Both are forked from a warm zygote, load a small file, make one call and are killed. What the kernel
does later, in threads of its own, to take namespaces down is in no process's CPU time, only in the
wall time.
"""

import argparse
import functools
import sys
from pathlib import Path

from _measure import Costs, differences, heading, in_turns, show, spend, spread, table

from course.worker.jail import Jail
from course.worker.process import Limits

FORKS = Path(__file__).with_name("_forks.py")


def main(count: int, runs: int) -> None:
    """Measure and print a table."""
    with Jail(Limits()) as jail:
        jail.open()
        layers = jail.layers
    kinds = {"no layer": (), "every layer": layers}
    ways = {}
    for kind, wanted in kinds.items():
        for number in (count, 1):
            command = [sys.executable, str(FORKS), str(number), *wanted]
            ways[f"{kind}, {number}"] = functools.partial(spend, command)
    in_turns(ways, 1)  # fills the caches
    spent = in_turns(ways, runs)
    costs = {kind: Costs(count, spent[f"{kind}, {count}"], spent[f"{kind}, 1"]) for kind in kinds}
    bare = costs["no layer"]
    rows = {}
    for kind, each in costs.items():
        cpu, wall = each.cpu_after_the_first, each.wall_after_the_first
        rows[kind] = [
            spread(cpu, 2),
            spread(differences(cpu, bare.cpu_after_the_first), 2),
            spread(wall, 2),
            spread(differences(wall, bare.wall_after_the_first), 2),
        ]
    show(heading(f"{count} submissions of one call after the first, runs in turns: {runs}"))
    columns = ("CPU ms a submission", "more than none", "wall ms a submission", "more than none")
    show(table("", columns, rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="a child with every layer beside one with none")
    parser.add_argument("--submissions", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    main(given.submissions, given.runs)
