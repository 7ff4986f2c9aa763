"""The ceiling: each hidden test's function called for each file, through the worker, and no more.

    python benchmarks/_direct.py COURSE ASSIGNMENT PATH

PATH is a file or a folder of files. Fixtures are made by plain code; there is no pytest session, no
verdict, no diagnosis and no report. Prints how many tests passed, so that it can be seen to have
done the same work as `course grade`.
"""

import functools
import importlib.util
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from course.catalog import find_assignment, grader_path, load_course
from course.grading.bench import Functions
from course.grading.references import reference_bench
from course.grading.secret import generator, read_secret
from course.submission import Source
from course.worker.client import Worker
from course.worker.jail import Jail
from course.worker.process import Limits


class Submission:
    """`submission.softmax(scores)` without more: the least that a hidden test needs."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return functools.partial(self._worker.call, name)


def imported(path: Path) -> ModuleType:
    """A module at a path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tests_of(module: ModuleType) -> list[tuple[Callable[..., object], tuple[str, ...]]]:
    """Its test functions, each with the names of the fixtures that it takes."""
    return [
        (function, tuple(inspect.signature(function).parameters))
        for name, function in vars(module).items()
        if name.startswith("test_")
    ]


def main(root: Path, assignment_name: str, path: Path) -> None:
    """Call everything."""
    course = load_course(root)
    assignment = find_assignment(course, assignment_name)
    secret = read_secret(root)
    comparisons = imported(root / "grader" / "conftest.py")
    tests = {
        exercise.name: tests_of(imported(grader_path(course, assignment, exercise)))
        for exercise in assignment.exercises
    }
    limits, passed = Limits(), 0
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    with Jail(limits) as jail, reference_bench(root, assignment.name) as reference:
        for file in files:
            with Worker(limits, start=jail.start) as worker:
                worker.load(Source("py", file.read_bytes(), file.name))
                fixtures = {
                    "submission": Submission(worker),
                    "reference": Functions(reference),
                    "assert_shape": comparisons.check_shape,
                    "assert_equal": comparisons.check_equal,
                }
                for exercise, functions in tests.items():
                    worker.budget()
                    reference.start(exercise)
                    place = f"{assignment.name}/test_{exercise}.py"
                    for function, names in functions:
                        test = f"{place}::{function.__name__}"
                        fixtures["rng"] = generator(secret, file.stem, test)
                        arguments = {name: fixtures[name] for name in names}
                        passed += passes(function, arguments)
    sys.stdout.write(f"{passed}\n")


def passes(function: Callable[..., object], arguments: dict[str, Any]) -> bool:
    """Whether a test ends without an exception."""
    try:
        function(**arguments)
    except KeyboardInterrupt:
        raise
    except BaseException:  # no Exception: a Fault, and what an unmet `pytest.raises` raises
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
