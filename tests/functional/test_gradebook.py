"""`course grade --gradebook`: a class in nbgrader's gradebook, in SQLite and in PostgreSQL."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Base, Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "assets" / "tiny"
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if key != "COURSE_ROOT"},
    "COURSE_SECRET": "of the tests",
    "COLUMNS": "80",
    "PATH": "/usr/bin:/bin",
}
"""Without our `bin` on PATH, where `alembic` is."""
HANDED_IN = "2026-11-20 10:00:00 UTC"

Notebook = dict[str, Any]

RIGHT = {
    "double": "def double(x):\n    if x.size == 0:\n        raise ValueError\n    return x + x",
    "total": "def total(x):\n    return x.sum(axis=0)",
    "answers": 'answers = {"twice": "b", "rows": "a"}',
}
WRONG = {"double": RIGHT["double"].replace("x + x", "x**2")}
CRASH = {"total": "import os\ndef total(x):\n    os._exit(1)"}
NAMED = 'o\'hara, "bo" {x}'
"""A student whose id has all that a table, a shell or a template may trip over."""


def filled(released: bytes, *changes: dict[str, str]) -> bytes:
    """The notebook that was handed out, with a student's functions in its cells."""
    notebook = json.loads(released)
    sources = {name: text for change in changes for name, text in change.items()}
    for cell in notebook["cells"]:
        if cell["id"] in sources:
            cell["source"] = sources.pop(cell["id"])
    assert not sources
    return json.dumps(notebook).encode()


@dataclass
class Classroom:
    folder: Path
    """The nbgrader course folder."""
    url: str

    @property
    def full_url(self) -> str:
        """The address for nbgrader, whose SQLAlchemy may take another driver by default."""
        return self.url.replace("postgresql:", "postgresql+psycopg2:")

    def hand_in(self, student: str, data: bytes, name: str = "numbers.ipynb") -> None:
        folder = self.folder / "submitted" / student / "numbers"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / name).write_bytes(data)
        (folder / "timestamp.txt").write_text(HANDED_IN, encoding="utf-8")

    @property
    def released(self) -> bytes:
        return (self.folder / "release" / "numbers" / "numbers.ipynb").read_bytes()

    def grade(self, *options: str, code: int = 0, **environment: str) -> Any:
        command = [str(BIN / "course"), "grade", "submitted", "--gradebook", self.url, *options]
        done = subprocess.run(
            [*command, "--course", str(TINY), "--jobs", "2"],
            cwd=self.folder,
            env=ENVIRONMENT | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def grades(self, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
        """Grade id -> score of the tests, score by hand, whether it needs a hand."""
        with Gradebook(self.full_url) as gradebook:
            submitted = gradebook.find_submission_notebook("numbers", "numbers", student)
            return {
                grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                for grade in submitted.grades
            }

    def notebook(self, student: str) -> Any:
        path = self.folder / "autograded" / student / "numbers" / "numbers.ipynb"
        return nbformat.read(path, as_version=4)

    def rows(self) -> dict[str, list[Any]]:
        """Everything that the gradebook holds."""
        with Gradebook(self.full_url) as gradebook:
            return {
                table.name: sorted(map(str, gradebook.db.execute(select(table))))
                for table in Base.metadata.sorted_tables
            }

    def files(self) -> dict[str, bytes]:
        """Everything that stands in the folders beside it."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for step in ("autograded", "feedback")
            for path in (self.folder / step).rglob("*")
            if path.is_file()
        }


def run_nbgrader(folder: Path, *arguments: str) -> None:
    environment = ENVIRONMENT | {"PATH": f"{BIN}:/usr/bin:/bin", "COURSE_ROOT": str(TINY)}
    done = subprocess.run(
        [str(BIN / "nbgrader"), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An nbgrader course folder with a release, before anybody handed in."""
    out = tmp_path_factory.mktemp("generated")
    command = [str(BIN / "course"), "generate", "numbers", "--out", str(out)]
    subprocess.run([*command, "--course", str(TINY)], env=ENVIRONMENT, check=True)
    run_nbgrader(out / "nbgrader", "generate_assignment", "numbers", "--db=sqlite:///unused.db")
    (out / "nbgrader" / "unused.db").unlink()
    return out / "nbgrader"


@pytest.fixture
def new_room(generated: Path, tmp_path: Path) -> Callable[..., Classroom]:
    """Makes a classroom with some notebooks handed in; its gradebook is still to be made."""

    def new(url: str | None = None, **handed_in: tuple[dict[str, str], ...]) -> Classroom:
        folder = tmp_path / "nbgrader"
        shutil.copytree(generated, folder)
        room = Classroom(folder, url or f"sqlite:///{folder / 'gradebook.db'}")
        for student, changes in handed_in.items():
            room.hand_in(student, filled(room.released, *changes))
        return room

    return new


CLASS = {
    "ada": (RIGHT,),
    "cat": (RIGHT, WRONG),
    "eve": (RIGHT, CRASH),
    NAMED: (RIGHT, WRONG),
    "jun": (),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty gradebook."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'class.db'}"
    new: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return new()


@pytest.fixture
def room(url: str, new_room: Callable[..., Classroom]) -> Classroom:
    return new_room(url, **CLASS)


@pytest.fixture(scope="module")
def graded(
    generated: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Classroom, Any, dict[str, Any]]:
    """The class graded into a new SQLite gradebook, how it was told, and the results."""
    folder = tmp_path_factory.mktemp("graded") / "nbgrader"
    shutil.copytree(generated, folder)
    room = Classroom(folder, "gradebook.db")
    for student, changes in CLASS.items():
        room.hand_in(student, filled(room.released, *changes))
    text_file = "\n\n".join(RIGHT.values()).encode()
    room.hand_in("pia", text_file, "numbers.py")
    room.hand_in("kim", b'{"cells": [')
    room.hand_in("lou", filled(room.released, RIGHT), "letters.ipynb")
    done = room.grade("--json", "results.jsonl")
    room.url = f"sqlite:///{folder / 'gradebook.db'}"
    lines = (folder / "results.jsonl").read_text("utf-8").splitlines()
    return room, done, {result["submission"]: result for result in map(json.loads, lines)}


def scores_of(result: dict[str, Any]) -> dict[str, float]:
    scores = {f"test_{each['name']}": each["score"] for each in result["exercises"]}
    return scores | {"test_quiz": result["quiz"]["score"]}


def test_every_score_is_the_one_that_course_grade_gives(url: str, room: Classroom) -> None:
    room.grade("--json", "results.jsonl")
    results = map(json.loads, (room.folder / "results.jsonl").read_text("utf-8").splitlines())
    expected = {result["submission"]: scores_of(result) for result in results}
    assert set(expected) == set(CLASS)
    for student, scores in expected.items():
        assert room.grades(student) == {name: (s, None, False) for name, s in scores.items()}


def test_nbgrader_autograde_records_the_same_for_honest_notebooks(
    url: str, new_room: Callable[..., Classroom]
) -> None:
    honest = {name: changes for name, changes in CLASS.items() if name != "eve"}
    room = new_room(url, **honest)
    run_nbgrader(room.folder, "generate_assignment", "numbers", "--force", f"--db={room.full_url}")
    run_nbgrader(room.folder, "autograde", "numbers", f"--db={room.full_url}")
    theirs = {student: room.grades(student) for student in honest}
    assert {score for scores in theirs.values() for score, _, _ in scores.values()} >= {0.0, 4.0}
    room.grade()
    assert {student: room.grades(student) for student in honest} == theirs


def test_the_formgrader_takes_all_of_the_class_for_autograded(url: str, room: Classroom) -> None:
    room.grade()
    directory = CourseDirectory(root=str(room.folder), db_url=room.full_url)
    assert NbGraderAPI(directory).get_autograded_students("numbers") == set(CLASS)


def test_grading_again_changes_nothing(url: str, room: Classroom) -> None:
    room.grade()
    rows, files = room.rows(), room.files()
    room.grade()
    assert room.rows() == rows
    assert room.files() == files


def test_what_was_graded_by_hand_stays_and_is_to_be_looked_at_again(
    url: str, room: Classroom
) -> None:
    room.grade()
    with Gradebook(room.full_url) as gradebook:
        grade = gradebook.find_grade("test_double", "numbers", "numbers", "cat")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
        comment = gradebook.find_comment("double", "numbers", "numbers", "cat")
        comment.manual_comment = "Well tried."
        gradebook.db.commit()
    auto = room.grades("cat")["test_double"][0]
    room.grade()
    assert room.grades("cat")["test_double"] == (auto, 1.5, True)
    with Gradebook(room.full_url) as gradebook:
        grade = gradebook.find_grade("test_double", "numbers", "numbers", "cat")
        comment = gradebook.find_comment("double", "numbers", "numbers", "cat")
        assert (grade.extra_credit, grade.score) == (0.5, 2.0)
        assert comment.comment == "Well tried."


def test_a_resubmission_that_cannot_be_read_replaces_the_grade_and_asks_for_a_look(
    url: str, room: Classroom
) -> None:
    room.grade()
    assert room.grades("ada")["test_total"][0] == 3.0
    room.hand_in("ada", b"not a notebook")
    room.grade()
    assert set(room.grades("ada").values()) == {(0.0, None, True)}
    said = room.notebook("ada").cells[0].outputs[0].data["text/plain"]
    assert "\n" in said


def test_who_hands_in_late_is_penalised_as_nbgrader_is_told_to(url: str, room: Classroom) -> None:
    setting = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    (room.folder / "local_config.py").write_text(f"c = get_config()\n{setting}", "utf-8")
    room.grade()
    with Gradebook(room.full_url) as gradebook:
        gradebook.update_or_create_assignment("numbers", duedate=datetime(2026, 11, 19))
    room.grade()
    with Gradebook(room.full_url) as gradebook:
        submitted = gradebook.find_submission_notebook("numbers", "numbers", "ada")
        assert submitted.score == submitted.late_submission_penalty > 0
        assert gradebook.find_submission("numbers", "ada").timestamp == datetime(2026, 11, 20, 10)


def test_the_end_of_the_table_says_where_everything_is(graded: Any) -> None:
    room, done, _ = graded
    assert done.stdout.endswith(
        f"8 submissions are in the gradebook '{room.folder / 'gradebook.db'}'. Notebooks and "
        f"feedback for the formgrader are in '{room.folder}'.\n"
    )
    assert [path.name for path in room.folder.iterdir() if path.name.startswith(".")] == []


def test_an_autograded_notebook_has_the_students_cells_and_our_verdicts(graded: Any) -> None:
    room, _, results = graded
    notebook = room.notebook("cat")
    nbformat.validate(notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells["double"].source == WRONG["double"]
    test = cells["test_double"]
    assert test.source == 'check("double")'
    assert "You square every entry." in test.outputs[0].data["text/plain"]
    score = scores_of(results["cat"])["test_double"]
    assert test.outputs[1].data["text/plain"] == str(score)


def test_files_beside_the_notebook_are_there_as_nbgrader_leaves_them(graded: Any) -> None:
    room, _, _ = graded
    folder = room.folder / "autograded" / "ada" / "numbers"
    names = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert names == {"examples.json": 0o444, "numbers.ipynb": 0o444, "timestamp.txt": 0o444}
    assert (folder / "timestamp.txt").read_text("utf-8") == HANDED_IN


def test_each_student_has_a_feedback_page(graded: Any) -> None:
    room, _, results = graded
    for student in results:
        folder = room.folder / "feedback" / student / "numbers"
        assert "<h1" in (folder / "numbers.html").read_text("utf-8")
        assert (folder / "timestamp.txt").is_file()


def test_a_python_file_is_recorded_as_a_notebook_of_one_cell(graded: Any) -> None:
    room, _, results = graded
    assert {name: score for name, (score, _, _) in room.grades("pia").items()} == scores_of(
        results["pia"]
    )
    first, *others = room.notebook("pia").cells
    assert "def double(x):" in first.source
    assert [cell.id for cell in others] == ["test_double", "test_total", "test_quiz"]


@pytest.mark.parametrize("student", ["kim", "lou"])
def test_what_is_no_notebook_of_this_assignment_scores_0_and_asks_for_a_look(
    graded: Any, student: str
) -> None:
    room, _, results = graded
    assert results[student]["status"] == "not_gradable"
    assert set(room.grades(student).values()) == {(0.0, None, True)}
    said = room.notebook(student).cells[0].outputs[0].data["text/plain"]
    assert results[student]["reason"] in " ".join(said.split())


def test_cells_that_nobody_touched_are_no_response(graded: Any) -> None:
    room, _, _ = graded
    with Gradebook(room.full_url) as gradebook:
        comments = {
            student: gradebook.find_comment("double", "numbers", "numbers", student).comment
            for student in ("ada", "jun", "kim")
        }
    assert comments == {"ada": None, "jun": "No response.", "kim": None}


def refused(room: Classroom, *options: str, code: int = 2, **environment: str) -> str:
    """What the command says that could not even begin; it leaves nothing behind."""
    done = room.grade(*options, code=code, **environment)
    assert done.stdout == ""
    assert not (room.folder / "autograded").exists()
    assert done.stderr.startswith("Error: ")
    return str(done.stderr)


def test_a_locked_gradebook_is_said_before_anything_is_graded(
    new_room: Callable[..., Classroom],
) -> None:
    room = new_room(ada=(RIGHT,))
    room.grade()
    shutil.rmtree(room.folder / "autograded")
    rows, path = room.rows(), room.folder / "gradebook.db"
    room.url += "?timeout=0.1"
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert refused(room) == (
            f"Error: The gradebook '{path}' cannot be used: database is locked. "
            "Nothing was graded.\n"
        )
        other.rollback()
    other.close()
    assert room.rows() == rows
    room.grade()


def test_an_unreachable_server_is_said_without_the_password(
    new_room: Callable[..., Classroom],
) -> None:
    room = new_room("postgresql://ta:hush@127.0.0.1:1/class", ada=(RIGHT,))
    said = refused(room)
    assert "The gradebook 'postgresql://ta:***@127.0.0.1:1/class' cannot be used" in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("missing/gradebook.db", "The gradebook's folder '{folder}/missing' is not there."),
        ("submitted", "cannot be used: unable to open database file. Nothing was graded."),
        ("README.md", "cannot be used: file is not a database. Nothing was graded."),
        ("oracel://x", "'oracel://x' is no address of a database"),
        ("sqlite://", "An SQLite gradebook is a file: 'gradebook.db'."),
    ],
)
def test_an_address_that_leads_nowhere_is_said(
    new_room: Callable[..., Classroom], address: str, said: str
) -> None:
    room = new_room(address, ada=(RIGHT,))
    assert said.format(folder=room.folder) in refused(room)


def test_submissions_outside_of_an_nbgrader_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "submitted").mkdir()
    (tmp_path / "submitted" / "ada.py").write_text("\n\n".join(RIGHT.values()), "utf-8")
    said = refused(Classroom(tmp_path, "gradebook.db"))
    assert "No nbgrader folder for 'numbers'" in said
    assert not (tmp_path / "gradebook.db").exists()


def test_a_configuration_that_cannot_be_read_is_said(new_room: Callable[..., Classroom]) -> None:
    room = new_room(ada=(RIGHT,))
    (room.folder / "local_config.py").write_text("1 / 0", "utf-8")
    assert "nbgrader_config.py' cannot be read: division by zero" in refused(room)


def test_an_assignment_of_somebody_elses_is_refused(new_room: Callable[..., Classroom]) -> None:
    room = new_room(ada=(RIGHT,))
    with Gradebook(room.full_url) as gradebook:
        gradebook.add_assignment("numbers")
        gradebook.add_notebook("numbers", "numbers")
        gradebook.add_grade_cell("test_other", "numbers", "numbers", max_score=1, cell_type="code")
        gradebook.add_source_cell(
            "test_other", "numbers", "numbers", cell_type="code", source="", locked=True
        )
    assert "has cell 'test_other', which nothing in the course grades" in refused(room)


def test_an_id_longer_than_the_gradebook_takes_is_refused(
    new_room: Callable[..., Classroom],
) -> None:
    room = new_room(**{"a" * 129: (RIGHT,)})
    assert "is longer than 128 characters, too long for a student's id" in refused(room)
