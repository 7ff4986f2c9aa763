"""The pytest plugin: `pytest grader/` tries the references, `--submission FILE` somebody's file.

Every pytest run of the environment imports this, so it imports nothing that takes time.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from course.grading.bench import Bench, Functions
    from course.problem import Problem

_FILE = re.compile(r"test_(\w+)\.py")


@dataclass(frozen=True, slots=True)
class Place:
    """What a hidden test is about."""

    root: Path
    assignment: str
    exercise: str


@dataclass(slots=True)
class Pair:
    """The two benches that a hidden test sees, and what seeds its `rng`."""

    submission: "Bench"
    reference: "Bench"
    name: str
    secret: bytes


PAIRS = pytest.StashKey[dict[str, Pair]]()
"""Assignment -> the benches at hand."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    parser.getgroup("course").addoption(
        "--submission",
        metavar="FILE",
        help="a student's .py or .ipynb to run the hidden tests on; without it, the references",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    config.addinivalue_line("markers", "points(n): what a hidden test earns when it passes")
    config.addinivalue_line(
        "markers", "stays(reason): why a test stays that kills no mistake of its own"
    )
    config.stash[PAIRS] = {}


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers."""
    for pair in config.stash.get(PAIRS, {}).values():
        pair.submission.close()
        pair.reference.close()


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Refuse hidden tests whose points are missing or wrong."""
    problems = [problem for item in items if place(item.path) for problem in points_problems(item)]
    if problems:
        raise pytest.UsageError(*map(str, problems))


@functools.cache
def place(path: Path) -> Place | None:
    """The exercise of `grader/<assignment>/test_<exercise>.py` in a course, or None elsewhere."""
    found = _FILE.fullmatch(path.name)
    folder = path.parent.parent
    if not found or folder.name != "grader" or not (folder.parent / "solutions").is_dir():
        return None
    return Place(folder.parent, path.parent.name, found[1])


def points(item: pytest.Item) -> float:
    """What a hidden test earns; raises ValueError where its marker is missing or wrong."""
    from course.grading.scoring import read_points

    marker = item.get_closest_marker("points")
    if marker is None:
        raise ValueError("has no points: mark it with @pytest.mark.points(1)")
    if marker.kwargs:
        raise ValueError("points takes no keywords: write @pytest.mark.points(1)")
    return read_points(marker.args)


def points_problems(item: pytest.Item) -> "list[Problem]":
    """What is wrong with a hidden test's points, with its line."""
    from course.problem import Problem

    try:
        points(item)
    except ValueError as error:
        line = item.location[1]
        return [Problem(item.path, f"{item.name} {error}", None if line is None else line + 1)]
    return []


@pytest.fixture
def submission(request: pytest.FixtureRequest) -> "Functions":
    """The student's functions by name, each run in the worker; the references without a student."""
    functions: Functions = _given(request, "submission")
    return functions


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> "Functions":
    """The solution's functions by name, behind the same proxy."""
    functions: Functions = _given(request, "reference")
    return functions


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> Any:
    """Random numbers that differ by submission and test, and repeat in a regrade."""
    return _given(request, "rng")


@dataclass(frozen=True, slots=True)
class Gifts:
    """What our fixtures give to one hidden test."""

    at: Place
    test: str
    """Its name, the same wherever the course lies."""

    @classmethod
    def to(cls, item: Any) -> "Gifts":
        """Those of a test; raises UsageError where it is no hidden test of a course."""
        at = place(item.path)
        if at is None:
            raise pytest.UsageError(
                f"'{item.path}' is not grader/<assignment>/test_<exercise>.py of a course."
            )
        test = item.nodeid.partition("::")[2]
        return cls(at, f"{at.assignment}/test_{at.exercise}.py::{test}")

    def value(self, fixture: str, pair: Pair) -> Any:
        """The value of a fixture of ours, by its name."""
        from course.grading.bench import Functions
        from course.grading.secret import generator

        if fixture == "rng":
            return generator(pair.secret, pair.name, self.test)
        bench: Bench = getattr(pair, fixture)
        bench.turn_to(self.at.exercise)
        return Functions(bench)


def _given(request: pytest.FixtureRequest, fixture: str) -> Any:
    gifts = Gifts.to(request.node)
    return gifts.value(fixture, _pair(request.config, gifts.at))


def _pair(config: pytest.Config, at: Place) -> Pair:
    """The benches of an assignment; outside a session of ours they are set up at first use."""
    from course.errors import CourseError, Fault

    pairs = config.stash[PAIRS]
    if at.assignment not in pairs:
        try:
            pairs[at.assignment] = _set_up(at, config.getoption("--submission"))
        except (CourseError, Fault) as error:
            # Every test would say the same.
            pytest.exit(str(error), pytest.ExitCode.USAGE_ERROR)
    return pairs[at.assignment]


def _set_up(at: Place, file: str | None) -> Pair:
    from course.errors import MissingInput
    from course.grading.bench import Bench
    from course.grading.references import reference_bench
    from course.grading.secret import read_secret
    from course.submission import find_submissions
    from course.worker.process import Limits

    secret = read_secret(at.root)
    reference = reference_bench(at.root, at.assignment)
    if file is None:
        return Pair(reference_bench(at.root, at.assignment), reference, "reference", secret)
    try:
        found = find_submissions([Path(file)], at.assignment)
        if len(found) != 1 or found[0].source is None:
            reason = found[0].reason if len(found) == 1 else f"{len(found)} submissions"
            raise MissingInput(f"--submission takes one file; '{file}' is: {reason}.")
        bench = Bench(found[0].source, Limits())
        loaded = bench.load()
        if not loaded.gradable:
            bench.close()
            raise MissingInput(f"'{file}' cannot be graded: {loaded.reason}")
    except BaseException:
        reference.close()
        raise
    return Pair(bench, reference, found[0].name, secret)
