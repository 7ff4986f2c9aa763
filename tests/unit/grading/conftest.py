"""A tiny course to change, and students for it."""

import shutil
from pathlib import Path

import pytest

from course.catalog import load_course
from course.grading.engine import grade

TINY = Path(__file__).parents[2] / "assets" / "tiny"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A copy of the tiny course, with a secret of its own."""
    monkeypatch.setenv("COURSE_SECRET", "a secret for tests")
    copy = tmp_path / "tiny"
    shutil.copytree(TINY, copy, ignore=shutil.ignore_patterns(".course", "__pycache__"))
    return copy


@pytest.fixture
def grade_in(root):
    """Grades submissions in the copy: name -> Report."""

    def run(*submissions, **options):
        course = load_course(root)
        reports = grade(course, course.assignments[0], submissions, **options)
        return {report.submission: report for report in reports}

    return run
