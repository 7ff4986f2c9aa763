"""A generated assignment goes through nbgrader's exchange: out to a student, and the feedback back.

Students of a shared Jupyter server get and hand in their work this way.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import get_username

from course.catalog import load_course
from course.demo.sample_class import as_notebook, load_class

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
COURSE = load_course(ROOT)
(QKV,) = [assignment for assignment in COURSE.assignments if assignment.name == "qkv"]
STUDENT = get_username()
"""The exchange knows people by their names on the system; here both are one."""
(GORAN,) = [student for student in load_class(COURSE, QKV) if student.name == "goran"]


@dataclass(frozen=True)
class Desk:
    """Somebody's folder on the server."""

    folder: Path

    def run(self, *command: str, code: int = 0) -> str:
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
                "HOME": str(self.folder),
                "COURSE_SECRET": "of the tests",
                "COURSE_ROOT": str(ROOT),
                "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
                "JUPYTER_DATA_DIR": str(self.folder / "data"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@dataclass(frozen=True)
class Semester:
    """What came of it."""

    fetched: set[str]
    """The names in the student's folder of the assignment, as it came."""
    checked: dict[str, Any]
    """What `course check` said in it."""
    cells: list[str]
    """What the check cells of the fetched notebook showed."""
    collected: Path
    feedback: list[Path]
    """The pages that came back to the student."""


@pytest.fixture(scope="module")
def semester(tmp_path_factory: pytest.TempPathFactory) -> Semester:
    """One assignment, one student, from release to feedback."""
    release = tmp_path_factory.mktemp("release")
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    desk = Desk(tmp_path_factory.mktemp("instructor"))
    desk.run("course", "generate", "qkv", "--out", str(release), "--course", str(ROOT))
    instructor = Desk(release / "nbgrader")
    student = Desk(tmp_path_factory.mktemp("student"))
    settings = f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n"
    (instructor.folder / "local_config.py").write_text(settings)
    (student.folder / "nbgrader_config.py").write_text(settings)

    instructor.run("nbgrader", "generate_assignment", "qkv")
    instructor.run("nbgrader", "release_assignment", "qkv")
    student.run("nbgrader", "fetch_assignment", "qkv", "--course", "course")
    fetched = student.folder / "qkv"
    names = {path.name for path in fetched.iterdir()}
    notebook = fetched / "qkv.ipynb"
    notebook.write_bytes(as_notebook(GORAN, notebook.read_bytes()))
    checked = Desk(fetched).run("course", "check", "--all", "--json", "-", code=1)
    cells = shown_by_checks(notebook)
    student.run("nbgrader", "submit", "qkv", "--course", "course")
    # What was submitted is still the student's folder.
    (handed_in,) = (exchange / "course" / "inbound").iterdir()
    (handed_in / "stolen.db").symlink_to(instructor.folder / "gradebook.db")
    (handed_in / "nowhere").symlink_to("nothing")
    instructor.run("nbgrader", "collect", "qkv")
    instructor.run("nbgrader", "autograde", "qkv")
    instructor.run("nbgrader", "generate_feedback", "qkv")
    instructor.run("nbgrader", "release_feedback", "qkv")
    student.run("nbgrader", "fetch_feedback", "qkv", "--course", "course")
    return Semester(
        names,
        json.loads(checked),
        cells,
        instructor.folder / f"submitted/{STUDENT}/qkv/qkv.ipynb",
        sorted(student.folder.rglob("qkv.html")),
    )


def shown_by_checks(notebook: Path) -> list[str]:
    """The texts of the cells that call `check`, after the notebook was run where it lies."""
    found = nbformat.read(notebook, as_version=4)
    where = {"metadata": {"path": str(notebook.parent)}}
    NotebookClient(found, timeout=120, resources=where).execute()
    cells = [cell for cell in found.cells if cell.source.startswith("check(")]
    return [
        "".join(
            output.get("text", "") or output.get("data", {}).get("text/plain", "")
            for output in cell.outputs
        )
        for cell in cells
    ]


def test_a_student_fetches_what_a_check_needs_and_no_secret(semester: Semester) -> None:
    assert semester.fetched == {"qkv.ipynb", "examples.json"}


def test_course_check_works_in_the_fetched_folder(semester: Semester) -> None:
    verdicts = {each["name"]: each["verdict"] for each in semester.checked["exercises"]}
    assert verdicts["softmax"] == "failed"
    assert {verdict for name, verdict in verdicts.items() if name != "softmax"} == {"passed"}


def test_check_works_in_the_fetched_notebook(semester: Semester) -> None:
    assert len(semester.cells) == len(QKV.exercises) + 1
    (softmax,) = [text for text in semester.cells if "over the queries" in text]
    assert "softmax" in softmax


def test_the_work_is_collected(semester: Semester) -> None:
    assert semester.collected.exists()


def test_links_in_the_exchange_are_not_collected(semester: Semester) -> None:
    names = {path.name for path in semester.collected.parent.iterdir()}
    assert names == {"qkv.ipynb", "examples.json", "timestamp.txt", "submission_secret.txt"}


def test_our_feedback_comes_back_to_the_student(semester: Semester) -> None:
    (page,) = semester.feedback
    html = page.read_text(encoding="utf-8")
    assert f"Feedback for <strong>{STUDENT}</strong>" in html
    assert "You normalised over the queries" in html
