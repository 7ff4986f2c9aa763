"""Runs every program of the sound course in a worker and in process, and tells both verdicts.

A program of its own, since pytest does not nest: the folder comes as an argument, and for each
program and test the two verdicts leave as JSON.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from course.audit.mutants import mutants
from course.audit.programs import InProcessBench, ProgramBench, candidates, source
from course.catalog import load_course, load_solution, solution_path
from course.grading.plugin import Pair
from course.grading.references import LIMITS
from course.grading.session import with_session

found = load_course(Path(sys.argv[1]))
assignment = found.assignments[0]
exercise = assignment.exercises[0]
solution = load_solution(found, assignment, exercise)
programs = candidates(exercise.name, solution, mutants(solution.reference))
text = source(exercise.name, solution_path(found, assignment, exercise), "s.py", programs)


def both(session):
    told = []
    ways = []
    for kind in (ProgramBench, InProcessBench):
        submission, reference = (
            kind(text, exercise.name, side, LIMITS) for side in ("submission", "reference")
        )
        submission.load()
        reference.load()
        ways.append((submission, reference))
    for number, one in enumerate(programs):
        for test in session.tests[exercise.name]:
            verdicts = []
            for pair in ways:
                pair[0].program = number
                for bench in pair:
                    bench.start(exercise.name)
                verdicts.append(asdict(session.run(test, Pair(*pair, one.name, b"secret"), "(x)")))
            told.append([one.name, test.name, *verdicts])
    for pair in ways:
        for bench in pair:
            bench.close()
    sys.stdout.write(json.dumps(told))


with_session(found, assignment, both)
