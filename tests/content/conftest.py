"""The content of the course, and its hidden tests run in this process: they need no worker here."""

import importlib.util
import inspect
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from course.catalog import find_assignment, grader_path, load_course, load_solution
from course.model import Assignment, Course, Exercise, Solution
from course.skeleton import program

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Hidden:
    """One hidden test."""

    name: str
    title: str
    points: float
    function: Callable[..., None]


@dataclass(frozen=True)
class Content:
    """An assignment with all that belongs to it."""

    course: Course
    assignment: Assignment
    solutions: Mapping[str, Solution]
    hidden: Mapping[str, tuple[Hidden, ...]]
    """Exercise -> its hidden tests."""

    @property
    def chapter(self) -> str:
        """The chapter's source."""
        path = self.course.root / "exercises" / self.assignment.name / "chapter.md.j2"
        return path.read_text(encoding="utf-8")

    def passed(self, exercise: str, function: Callable[..., Any]) -> dict[str, bool]:
        """Hidden test -> whether the function passes it."""
        submission = SimpleNamespace(**{exercise: function})
        reference = SimpleNamespace(**{exercise: self.solutions[exercise].reference})
        return {test.name: _passes(test, submission, reference) for test in self.hidden[exercise]}

    def score(self, exercise: str, function: Callable[..., Any]) -> float:
        """The points that a function earns."""
        passed = self.passed(exercise, function)
        return sum(test.points for test in self.hidden[exercise] if passed[test.name])


def as_submitted(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A function of a solution as a student would hand it in: alone in a file, under that name."""
    namespace: dict[str, Any] = {}
    exec(program(function, name), namespace)  # noqa: S102 - our own solutions
    submitted: Callable[..., Any] = namespace[name]
    return submitted


@pytest.fixture(scope="session")
def qkv() -> Content:
    """The first assignment."""
    course = load_course(ROOT)
    assignment = find_assignment(course, "qkv")
    return Content(
        course,
        assignment,
        {e.name: load_solution(course, assignment, e) for e in assignment.exercises},
        {e.name: _hidden(course, assignment, e) for e in assignment.exercises},
    )


@pytest.fixture(scope="session", name="as_submitted")
def as_submitted_() -> Callable[[Callable[..., Any], str], Callable[..., Any]]:
    """`as_submitted(function, name)`."""
    return as_submitted


def _hidden(course: Course, assignment: Assignment, exercise: Exercise) -> tuple[Hidden, ...]:
    module = _module(grader_path(course, assignment, exercise))
    return tuple(
        Hidden(
            name,
            (inspect.getdoc(test) or "").partition("\n")[0],
            sum(mark.args[0] for mark in getattr(test, "pytestmark", ()) if mark.name == "points"),
            test,
        )
        for name, test in vars(module).items()
        if name.startswith("test_")
    )


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"hidden.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pytest.PytestUnknownMarkWarning)
        spec.loader.exec_module(module)
    return module


_SHARED = _module(ROOT / "grader" / "conftest.py")


def _passes(test: Hidden, submission: SimpleNamespace, reference: SimpleNamespace) -> bool:
    fixtures = {
        "submission": submission,
        "reference": reference,
        "rng": np.random.default_rng(list(test.name.encode())),
        "assert_equal": _SHARED.check_equal,
        "assert_shape": _SHARED.check_shape,
    }
    wanted = {name: fixtures[name] for name in inspect.signature(test.function).parameters}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning never costs a point
        try:
            test.function(**wanted)
        except (Exception, pytest.fail.Exception):
            return False
    return True
