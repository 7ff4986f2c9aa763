"""A small course whose audit is green, to be spoilt."""

import shutil
from pathlib import Path

import pytest

from course.audit.engine import audit
from course.audit.result import Cell
from course.catalog import read_course

SOUND = Path(__file__).parents[2] / "assets" / "sound"


@pytest.fixture
def root(tmp_path):
    """A copy of the sound course."""
    copy = tmp_path / "sound"
    shutil.copytree(SOUND, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def spoil(root):
    """`spoil(file, old, new)` replaces a text in a file of the course."""

    def spoil(file, old, new):
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


@pytest.fixture(scope="session")
def audit_of():
    """`audit_of(root, **options)`: the audited exercises of a course, name -> AuditedExercise."""

    def audit_of(root, **options):
        course, _ = read_course(root)
        return {found.name: found for found in audit(course, course.assignments, **options)}

    return audit_of


@pytest.fixture(scope="session")
def sound(audit_of):
    """The audit of the sound course's exercise."""
    return audit_of(SOUND, seeds=3)["share"]


@pytest.fixture(scope="session")
def told():
    """`told(audited)`: each hole as `kind file:line message`."""

    def told(audited):
        return [
            f"{hole.kind} {hole.path.name}:{hole.line} {hole.message}" for hole in audited.holes
        ]

    return told


@pytest.fixture
def audit_cell():
    """`audit_cell(passed, runs)`: a test's verdicts on a program."""

    def audit_cell(passed, runs):
        return Cell(passed, runs, {"passed": passed, "failed": runs - passed})

    return audit_cell
