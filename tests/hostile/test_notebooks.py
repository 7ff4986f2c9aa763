"""Hostile notebooks go through `nbgrader autograde`, in one run with honest students between them.

None gains a point, reads a secret, hurts a classmate or outlives its run. A `code_…` file stands
in a notebook's first cell; the `change` of a `file_…` is done to the notebook as a file.
"""

import ctypes
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

import course
from course.catalog import find_assignment, load_answers, load_course, load_solution
from course.skeleton import program

HERE = Path(__file__).parent / "notebooks"
ROOT = Path(course.__file__).parents[1]
BIN = Path(sys.executable).parent
ATTACKS = sorted(path.stem for path in HERE.glob("*.py"))
HONEST = ("aa_honest", "d_honest", "zz_honest")
"""The first and the last of the class by name, and one among the hostile."""
SECRET = "canary-of-the-secret"
NOTES = "canary-of-the-classroom"
LIVE = re.compile(
    r"<(?:script|img|svg|iframe)|<[a-z][^>]*\bon\w+=|javascript:|!\[|\\href", re.IGNORECASE
)
"""A tag, a scheme and a picture count where they begin as a browser or Markdown reads them."""
PR_SET_CHILD_SUBREAPER = 36

# nbgrader's own queries make SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@dataclass
class Classroom:
    folder: Path
    log: str = ""
    code: int = 0
    left: list[str] = field(default_factory=list)
    """Processes that the run left behind."""
    changed: list[str] = field(default_factory=list)
    """Files that are not nbgrader's to write, and are not as they were."""

    def scores(self, student: str) -> dict[str, float | None]:
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            found = gradebook.find_submission_notebook("qkv", "qkv", student)
            return {
                grade.name: None if grade.score is None else grade.score + (grade.extra_credit or 0)
                for grade in found.grades
            }

    def autograded(self, student: str) -> str:
        return (self.folder / "autograded" / student / "qkv" / "qkv.ipynb").read_text("utf-8")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
        "COURSE_SECRET": SECRET,
        "HOME": str(folder.parent / "home"),
    }
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def hand_in(folder: Path, student: str, notebook: dict[str, Any] | bytes) -> None:
    path = folder / "submitted" / student / "qkv" / "qkv.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())


def honest(notebook: dict[str, Any]) -> dict[str, Any]:
    found = load_course(ROOT)
    qkv = find_assignment(found, "qkv")
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    for exercise in qkv.exercises:
        solution = load_solution(found, qkv, exercise)
        cells[exercise.name]["source"] = program(solution.reference, exercise.name)
    cells["answers"]["source"] = f"answers = {dict(load_answers(found, qkv))!r}"
    return notebook


def hostile(name: str, notebook: dict[str, Any], folder: Path) -> dict[str, Any] | bytes:
    text = (HERE / f"{name}.py").read_text()
    if name.startswith("file_"):
        module: dict[str, Any] = {}
        exec(text, module)
        changed = module["change"](notebook)
        return notebook if changed is None else changed
    places = {
        "CLASS_FOLDER": folder,
        "COURSE_FOLDER": ROOT,
        "HOME_FOLDER": folder.parent / "home",
    }
    for word, place in places.items():
        text = text.replace(word, str(place))
    cell = {"cell_type": "code", "id": "attack", "metadata": {}, "outputs": []}
    notebook["cells"].insert(0, {**cell, "source": text, "execution_count": None})
    return notebook


def hashes(*folders: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def children() -> set[str]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    base = tmp_path_factory.mktemp("class")
    (base / "home").mkdir()
    made = run(base, "course", "generate", "qkv", "--out", "release", "--course", str(ROOT))
    assert made.returncode == 0, made.stderr
    folder = base / "release" / "nbgrader"
    made = run(folder, "nbgrader", "generate_assignment", "qkv")
    assert made.returncode == 0, made.stderr
    (folder / "local_config.py").write_text(
        "c = get_config()\nc.RunInJail.cell_seconds = 2.0\nc.RunInJail.notebook_seconds = 8.0\n"
    )
    (folder / "notes.txt").write_text(NOTES)
    text = (folder / "release" / "qkv" / "qkv.ipynb").read_text("utf-8")
    for student in HONEST:
        hand_in(folder, student, honest(json.loads(text)))
    for name in ATTACKS:
        hand_in(folder, name, hostile(name, json.loads(text), folder))
    renamed = folder / "submitted" / "renamed" / "qkv" / "my work.ipynb"
    renamed.parent.mkdir(parents=True)
    renamed.write_text(json.dumps(honest(json.loads(text))))
    classroom = Classroom(folder)
    kept = [folder / name for name in ("source", "release", "submitted", "wheels")]
    before = hashes(base / "home", *kept), (folder / "nbgrader_config.py").read_text()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    there = children()
    try:
        done = run(folder, "nbgrader", "autograde", "qkv")
        classroom.left = sorted(children() - there)
    finally:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    classroom.log, classroom.code = done.stdout + done.stderr, done.returncode
    after = hashes(base / "home", *kept), (folder / "nbgrader_config.py").read_text()
    ours = {path for path in after[0] if "/home/.cache/attention-course/matplotlib/" in path}
    classroom.changed = sorted(
        path for path in {*before[0], *after[0]} - ours if before[0].get(path) != after[0].get(path)
    )
    if before[1] != after[1]:
        classroom.changed.append("nbgrader_config.py")
    return classroom


def test_the_whole_class_is_graded(classroom: Classroom) -> None:
    assert (classroom.code, classroom.log.count("Traceback")) == (0, 0), classroom.log[-5000:]


@pytest.mark.parametrize("name", [*ATTACKS, "renamed"])
def test_no_attack_gains_a_point(classroom: Classroom, name: str) -> None:
    scores = classroom.scores(name)
    assert scores.pop("written_plausible_plot") in (0.0, None)
    assert set(scores.values()) == {0.0}
    assert len(scores) == 6


@pytest.mark.parametrize("student", HONEST)
def test_no_classmate_is_hurt(classroom: Classroom, student: str) -> None:
    scores = classroom.scores(student)
    assert scores.pop("written_plausible_plot") == 0.0
    assert set(scores.values()) == {4.0}


@pytest.mark.parametrize("name", ATTACKS)
def test_no_secret_is_read(classroom: Classroom, name: str) -> None:
    nb = json.loads(classroom.autograded(name))
    shown = json.dumps([cell.get("outputs", []) for cell in nb["cells"]])
    assert [secret for secret in (SECRET, NOTES) if secret in shown] == []
    assert "### BEGIN SOLUTION" not in shown


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_is_live_in_the_instructors_browser(classroom: Classroom, name: str) -> None:
    nb = json.loads(classroom.autograded(name))
    live = []
    for cell in nb["cells"]:
        texts = [] if cell["cell_type"] == "code" else ["".join(cell["source"])]
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            assert set(data) <= {"text/plain", "text/html", "image/png", "image/jpeg", "image/gif"}
            texts.append("".join(data.get("text/html", "")))
        live += [found for text in texts for found in LIVE.findall(text)]
        pictures = cell.get("attachments", {})
        assert "live" not in json.dumps(pictures)
    assert live == []


@pytest.mark.parametrize("name", ATTACKS)
def test_no_autograded_notebook_is_larger_than_a_browser_can_take(
    classroom: Classroom, name: str
) -> None:
    assert len(classroom.autograded(name)) < 4 << 20


def test_nothing_outlives_the_run(classroom: Classroom) -> None:
    assert classroom.left == []


def test_no_file_of_the_class_is_changed(classroom: Classroom) -> None:
    assert classroom.changed == []


def test_what_could_not_be_read_is_named(classroom: Classroom) -> None:
    for said in (
        "renamed: not gradable, a score of 0: no qkv.ipynb, but 'my work.ipynb'",
        "file_empty: not gradable, a score of 0: qkv.ipynb is empty.",
        "file_corrupted: not gradable, a score of 0: qkv.ipynb is not a notebook: line 1 is not",
        "file_huge: not gradable, a score of 0: qkv.ipynb has ",
        "MiB, and 32 can be read. Clear its outputs and save it again.",
        "file_other_assignment: it has no cell of 'qkv', and may be another assignment's notebook",
    ):
        assert said in classroom.log
