"""Runs every hidden test of the qkv-like tiny course on a file: directly, by pytest, side by side.

A program of its own, since pytest does not nest: folder and file come as arguments, and for each
test its name, whether it can run directly, and the three verdicts leave as JSON.
"""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from course.catalog import load_course
from course.grading.bench import Bench
from course.grading.plugin import Pair
from course.grading.references import reference_bench
from course.grading.session import with_session
from course.submission import Source
from course.worker.process import Limits

root, file = map(Path, sys.argv[1:])
found = load_course(root)
assignment = found.assignments[0]


def both(session):
    told = []
    with Bench(Source("py", file.read_bytes(), "f.py"), Limits()) as bench:
        bench.load()
        pair = Pair(bench, reference_bench(root, assignment.name), "ada", b"secret")
        for exercise, tests in session.tests.items():
            bench.start(exercise)
            pair.reference.start(exercise)
            together = session.run_all(tests, pair)
            for test, beside in zip(tests, together, strict=True):
                verdicts = []
                for way in (test, replace(test, direct=None)):
                    bench.start(exercise)
                    pair.reference.start(exercise)
                    verdicts.append(asdict(session.run(way, pair)))
                told.append([test.name, test.direct is not None, *verdicts, asdict(beside)])
        pair.reference.close()
    sys.stdout.write(json.dumps(told))


with_session(found, assignment, both)
