"""A small course of two exercises and one question, copied so that a test may spoil it."""

import shutil
from pathlib import Path

import pytest

COURSE = Path(__file__).parents[2] / "assets" / "release_course"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The copied course's folder."""
    return Path(shutil.copytree(COURSE, tmp_path / "course"))
