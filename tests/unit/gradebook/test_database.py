"""The gradebook as a step of nbgrader's opens it, once for each student."""

import os
import shutil
import sys

import pytest
from nbgrader.api import Gradebook

from course.gradebook.database import opened

# nbgrader's own queries make SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def students(url):
    with opened(url) as gradebook:
        return [student.id for student in gradebook.students]


@pytest.fixture
def path(tmp_path, monkeypatch):
    beside_python = f"{sys.prefix}/bin"
    monkeypatch.setenv("PATH", os.pathsep.join([beside_python, os.environ["PATH"]]))
    return tmp_path / "gradebook.db"


def test_what_another_wrote_in_between_is_there(path):
    url = f"sqlite:///{path}"
    assert students(url) == []
    with Gradebook(url) as gradebook:
        gradebook.add_student("ada")
    assert students(url) == ["ada"]


def test_a_file_that_was_put_in_its_place_is_read(path, tmp_path):
    url = f"sqlite:///{path}"
    with Gradebook(f"sqlite:///{tmp_path / 'other.db'}") as gradebook:
        gradebook.add_student("bo")
    assert students(url) == []
    shutil.move(tmp_path / "other.db", path)
    assert students(url) == ["bo"]


def test_another_gradebook_is_another(path, tmp_path):
    with opened(f"sqlite:///{path}") as gradebook:
        gradebook.add_student("ada")
    assert students(f"sqlite:///{tmp_path / 'other.db'}") == []
