"""How long `course check` takes on the whole chapter, beside what a course could do without it.

    python benchmarks/check.py [RUNS]

Three ways to try the references on every public example, each from a cold Python:
`course check` (two processes, diagnosis and all), a script of bare asserts, and plain pytest.
They take turns, so that a busy moment of the machine hits all of them.
"""

import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from course.catalog import find_assignment, load_course, load_solution
from course.examples import dumps, hand_out
from course.skeleton import program

ROOT = Path(__file__).parents[1]
ASSIGNMENT = "qkv"
ASSERTS = """
import pickle
import numpy as np
import qkv

def close(got, expected):
    if isinstance(expected, tuple):
        return len(got) == len(expected) and all(map(close, got, expected))
    return np.shape(got) == np.shape(expected) and np.allclose(got, expected, rtol=0, atol=1e-12)

def cases(name):
    with open("cases.pickle", "rb") as file:
        return pickle.load(file)[name]

"""
ASSERT = """
def test_{name}():
    for arguments, expected, raised in cases("{name}"):
        try:
            got = qkv.{name}(*arguments)
        except Exception as error:
            assert type(error).__name__ == raised
        else:
            assert raised is None and close(got, expected)
"""


def make(folder: Path) -> None:
    """A student's folder with right functions, and the same examples for the others."""
    course = load_course(ROOT)
    assignment = find_assignment(course, ASSIGNMENT)
    handout = hand_out(course, assignment)
    (folder / "examples.json").write_text(dumps(handout), encoding="utf-8")
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
        for exercise in handout.exercises
    }
    (folder / "cases.pickle").write_bytes(pickle.dumps(cases))
    tests = ASSERTS + "".join(ASSERT.format(name=name) for name in cases)
    (folder / "test_cases.py").write_text(tests, encoding="utf-8")
    calls = "\n".join(f"test_{name}()" for name in cases)
    (folder / "asserts.py").write_text(f"{tests}\n{calls}\n", encoding="utf-8")


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of one run, which has to succeed."""
    started = time.perf_counter()
    # Plain pytest: without the plugins that happen to be installed here.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(runs: int) -> None:
    """Measure and print a table."""
    command = shutil.which("course", path=str(Path(sys.executable).parent)) or "course"
    ways = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import numpy": [sys.executable, "-c", "import numpy"],
        "bare asserts": [sys.executable, "asserts.py"],
        "course check": [command, "check"],
        "pytest": [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder)
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for run in range(runs + 1):
            for way, words in ways.items():
                spent = seconds(words, folder)
                if run:  # the first one warms the disk cache and writes the bytecode
                    taken[way].append(spent)
    lines = [
        f"{runs} runs, seconds, Python {sys.version.split()[0]}, {os.cpu_count()} CPUs",
        f"{'':16}{'median':>8}{'lowest':>8}{'highest':>8}",
    ]
    for way, spent in taken.items():
        lines.append(f"{way:16}{statistics.median(spent):8.3f}{min(spent):8.3f}{max(spent):8.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
