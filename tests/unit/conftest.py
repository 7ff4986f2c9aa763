"""A student's folder as it is handed out, without what it takes to install the command."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from course.catalog import load_course
from course.examples.writing import dumps, hand_out
from course.fingerprint import fingerprint
from course.release.student import skeleton_files

TINY = Path(__file__).parents[1] / "assets" / "tiny"


@pytest.fixture(scope="session")
def released() -> Mapping[str, bytes]:
    """The tiny course's assignment: file name -> bytes."""
    course = load_course(TINY)
    assignment = course.assignments[0]
    skeletons = skeleton_files(course, assignment)
    prints = {kind: fingerprint(kind, data) for kind, data in skeletons.items()}
    examples = dumps(hand_out(course, assignment, prints)).encode()
    return {f"numbers.{kind}": data for kind, data in skeletons.items()} | {
        "examples.json": examples
    }


@pytest.fixture
def handed_out(tmp_path: Path, released: Mapping[str, bytes]) -> Path:
    """A folder with `numbers.py`."""
    for name in ("examples.json", "numbers.py"):
        (tmp_path / name).write_bytes(released[name])
    return tmp_path


@pytest.fixture
def handed_out_notebook(tmp_path: Path, released: Mapping[str, bytes]) -> Path:
    """A folder with `numbers.ipynb`."""
    for name in ("examples.json", "numbers.ipynb"):
        (tmp_path / name).write_bytes(released[name])
    return tmp_path
