"""`course grade --gradebook`: a class in nbgrader's gradebook, in SQLite and in PostgreSQL."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
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
            [*command, "--course", str(TINY), "--jobs", "1"],
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
    environment = ENVIRONMENT | {"COURSE_ROOT": str(TINY)}
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


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Callable[[], str]:
    """Gives the address of an empty gradebook."""
    if request.param == "postgresql":
        new: Callable[[], str] = request.getfixturevalue("new_postgresql")
        return new
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('database') / 'gradebook.db'}"


CLASS = {
    "ada": (RIGHT,),
    "cat": (RIGHT, WRONG),
    "eve": (RIGHT, CRASH),
    NAMED: (RIGHT, WRONG),
    "jun": (),
}
UNREADABLE = ("kim", "lou")
EVERYBODY = {*CLASS, "pia", *UNREADABLE}


@dataclass
class Seen:
    """What a run said, and what the gradebook and its folders held after it."""

    said: str
    results: dict[str, Any]
    rows: dict[str, list[Any]]
    files: dict[str, bytes]
    grades: dict[str, dict[str, tuple[float | None, float | None, bool]]]


@dataclass
class Term:
    """A class that is graded, graded again, and once more after much has happened."""

    room: Classroom
    seen: list[Seen]

    def grade(self) -> None:
        done = self.room.grade("--json", "results.jsonl")
        lines = (self.room.folder / "results.jsonl").read_text("utf-8").splitlines()
        results = {result["submission"]: result for result in map(json.loads, lines)}
        grades = {student: self.room.grades(student) for student in EVERYBODY}
        seen = Seen(done.stdout, results, self.room.rows(), self.room.files(), grades)
        self.seen.append(seen)


@pytest.fixture(scope="module")
def term(
    generated: Path, new_url: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Term:
    folder = tmp_path_factory.mktemp("term") / "nbgrader"
    shutil.copytree(generated, folder)
    room = Classroom(folder, new_url())
    for student, changes in CLASS.items():
        room.hand_in(student, filled(room.released, *changes))
    room.hand_in("pia", "\n\n".join(RIGHT.values()).encode(), "numbers.py")
    room.hand_in("kim", b'{"cells": [')
    room.hand_in("lou", filled(room.released, RIGHT), "letters.ipynb")
    term = Term(room, [])
    term.grade()
    term.grade()
    with Gradebook(room.full_url) as gradebook:
        grade = gradebook.find_grade("test_double", "numbers", "numbers", "cat")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
        comment = gradebook.find_comment("double", "numbers", "numbers", "cat")
        comment.manual_comment = "Well tried."
        gradebook.update_or_create_assignment("numbers", duedate=datetime(2026, 11, 19))
    setting = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    (folder / "local_config.py").write_text(f"c = get_config()\n{setting}", encoding="utf-8")
    room.hand_in("ada", b"not a notebook")
    room.hand_in("jun", filled(room.released, RIGHT))
    term.grade()
    return term


def scores_of(result: dict[str, Any]) -> dict[str, float]:
    scores = {f"test_{each['name']}": each["score"] for each in result["exercises"]}
    return scores | {"test_quiz": result["quiz"]["score"]}


@pytest.mark.parametrize("run", [0, 1, 2])
def test_every_score_is_the_one_that_course_grade_gives(term: Term, run: int) -> None:
    seen = term.seen[run]
    assert set(seen.results) == EVERYBODY
    for student, result in seen.results.items():
        recorded = {name: score for name, (score, _, _) in seen.grades[student].items()}
        expected = scores_of(result) if result["exercises"] else dict.fromkeys(recorded, 0.0)
        assert recorded == expected


def test_nobody_is_asked_to_look_at_what_was_graded(term: Term) -> None:
    waiting = {
        student
        for student, grades in term.seen[0].grades.items()
        if any(by_hand for _, _, by_hand in grades.values())
    }
    assert waiting == set(UNREADABLE)


def test_grading_again_changes_nothing(term: Term) -> None:
    first, second, _ = term.seen
    assert second.rows == first.rows
    assert second.files == first.files


def test_the_formgrader_takes_all_of_the_class_for_autograded(term: Term) -> None:
    directory = CourseDirectory(root=str(term.room.folder), db_url=term.room.full_url)
    assert NbGraderAPI(directory).get_autograded_students("numbers") == EVERYBODY


def test_what_was_graded_by_hand_stays_and_is_to_be_looked_at_again(term: Term) -> None:
    auto = term.seen[0].grades["cat"]["test_double"][0]
    assert term.seen[2].grades["cat"]["test_double"] == (auto, 1.5, True)
    with Gradebook(term.room.full_url) as gradebook:
        grade = gradebook.find_grade("test_double", "numbers", "numbers", "cat")
        assert (grade.extra_credit, grade.score) == (0.5, 2.0)
    page = term.seen[2].files["feedback/cat/numbers/numbers.html"].decode()
    assert "Well tried." in page


def test_a_resubmission_that_cannot_be_read_replaces_the_grade_and_asks_for_a_look(
    term: Term,
) -> None:
    assert term.seen[1].grades["ada"]["test_total"] == (3.0, None, False)
    assert set(term.seen[2].grades["ada"].values()) == {(0.0, None, True)}
    assert term.seen[2].results["ada"]["status"] == "not_gradable"


def test_a_resubmission_replaces_the_grade(term: Term) -> None:
    assert term.seen[1].grades["jun"]["test_total"] == (0.0, None, False)
    assert term.seen[2].grades["jun"]["test_total"] == (3.0, None, False)


def test_who_hands_in_late_is_penalised_as_nbgrader_is_told_to(term: Term) -> None:
    with Gradebook(term.room.full_url) as gradebook:
        submitted = gradebook.find_submission_notebook("numbers", "numbers", "jun")
        assert submitted.score == submitted.late_submission_penalty == 10.0
        assert gradebook.find_submission("numbers", "jun").timestamp == datetime(2026, 11, 20, 10)


def test_the_end_of_the_table_says_where_everything_is(term: Term) -> None:
    last = term.seen[0].said.rpartition("\n\n")[2]
    assert max(map(len, last.splitlines())) <= 80
    assert " ".join(last.split()).startswith("8 submissions are in the gradebook '")
    assert f"formgraderarein'{term.room.folder}'" in "".join(last.split())
    assert [path.name for path in term.room.folder.iterdir() if path.name.startswith(".")] == []


def test_an_autograded_notebook_has_the_students_cells_and_our_verdicts(term: Term) -> None:
    for student in ("cat", NAMED):
        notebook = term.room.notebook(student)
        nbformat.validate(notebook)
        cells = {cell.id: cell for cell in notebook.cells}
        assert cells["double"].source == WRONG["double"]
        test = cells["test_double"]
        assert test.source == 'check("double")'
        assert "You square every entry." in test.outputs[0].data["text/plain"]
        score = scores_of(term.seen[2].results[student])["test_double"]
        assert test.outputs[1].data["text/plain"] == str(score)


def test_files_beside_the_notebook_are_there_as_nbgrader_leaves_them(term: Term) -> None:
    folder = term.room.folder / "autograded" / "eve" / "numbers"
    names = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert names == {"examples.json": 0o444, "numbers.ipynb": 0o444, "timestamp.txt": 0o444}
    assert (folder / "timestamp.txt").read_text("utf-8") == HANDED_IN


def test_each_student_has_a_feedback_page(term: Term) -> None:
    for student in EVERYBODY:
        folder = term.room.folder / "feedback" / student / "numbers"
        assert "<h1" in (folder / "numbers.html").read_text("utf-8")
        assert (folder / "timestamp.txt").is_file()


def test_a_python_file_is_recorded_as_a_notebook_of_one_cell(term: Term) -> None:
    first, *others = term.room.notebook("pia").cells
    assert "def double(x):" in first.source
    assert [cell.id for cell in others] == ["test_double", "test_total", "test_quiz"]


@pytest.mark.parametrize("student", UNREADABLE)
def test_what_is_no_notebook_of_this_assignment_says_so_in_its_test_cells(
    term: Term, student: str
) -> None:
    said = term.room.notebook(student).cells[0].outputs[0].data["text/plain"]
    assert term.seen[2].results[student]["reason"] in " ".join(said.split())


def test_cells_that_nobody_touched_are_no_response(term: Term) -> None:
    said = {
        student: term.seen[0].files[f"feedback/{student}/numbers/numbers.html"].decode()
        for student in ("eve", "jun", "kim")
    }
    assert {student for student, page in said.items() if "No response." in page} == {"jun"}


def test_nbgrader_autograde_records_the_same(
    generated: Path, new_url: Callable[[], str], tmp_path: Path
) -> None:
    folder = tmp_path / "nbgrader"
    shutil.copytree(generated, folder)
    room = Classroom(folder, new_url())
    honest = {name: changes for name, changes in CLASS.items() if name != "eve"}
    for student, changes in honest.items():
        room.hand_in(student, filled(room.released, *changes))
    run_nbgrader(folder, "generate_assignment", "numbers", "--force", f"--db={room.full_url}")
    run_nbgrader(folder, "autograde", "numbers", f"--db={room.full_url}")
    theirs = {student: room.grades(student) for student in honest}
    assert {score for scores in theirs.values() for score, _, _ in scores.values()} >= {0.0, 4.0}
    room.grade()
    assert {student: room.grades(student) for student in honest} == theirs


def test_nbgrader_autograde_follows_no_link_and_asks_for_a_look_at_what_it_could_not_read(
    generated: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "nbgrader"
    shutil.copytree(generated, folder)
    room = Classroom(folder, f"sqlite:///{folder / 'gradebook.db'}")
    run_nbgrader(folder, "generate_assignment", "numbers", "--force", f"--db={room.url}")
    for student in ("ada", "bo", "eve", "fay"):
        room.hand_in(student, filled(room.released, RIGHT))
    stolen = folder / "submitted" / "eve" / "numbers" / "stolen.db"
    stolen.symlink_to(folder / "gradebook.db")
    (folder / "submitted" / "gus").symlink_to(folder / "submitted" / "ada")
    command = ["autograde", "numbers", f"--db={room.full_url}", "--force"]
    run_nbgrader(folder, *command)
    assert not (folder / "autograded" / "eve" / "numbers" / stolen.name).exists()
    points = {(score, look) for score, _, look in room.grades("bo").values()}
    assert {(score, look) for score, _, look in room.grades("gus").values()} == {(0.0, True)}

    room.hand_in("bo", b"{")
    own = folder / "submitted" / "fay" / "numbers" / "numbers.ipynb"
    own.unlink()
    own.symlink_to(folder / "submitted" / "ada" / "numbers" / "numbers.ipynb")
    run_nbgrader(folder, *command)
    assert {(score, look) for score, _, look in room.grades("ada").values()} == points
    for student in ("bo", "fay"):
        assert {(score, look) for score, _, look in room.grades(student).values()} == {(0.0, True)}


@pytest.fixture
def small(generated: Path, tmp_path: Path) -> Classroom:
    """One student, and a gradebook that is still to be made."""
    folder = tmp_path / "nbgrader"
    shutil.copytree(generated, folder)
    room = Classroom(folder, f"sqlite:///{folder / 'gradebook.db'}")
    room.hand_in("ada", filled(room.released, RIGHT))
    return room


def refused(room: Classroom) -> str:
    """What the command says that could not even begin; it leaves nothing behind."""
    done = room.grade(code=2)
    assert done.stdout == ""
    assert not (room.folder / "autograded").exists()
    return str(done.stderr)


def test_a_locked_gradebook_is_said_before_anything_is_graded(small: Classroom) -> None:
    path = small.folder / "gradebook.db"
    with Gradebook(small.url, "course"):
        rows = small.rows()
    unlocked = small.url
    small.url += "?timeout=0.1"
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert refused(small) == (
            f"Error: The gradebook '{small.url}' cannot be used: database is locked. "
            "Nothing was graded.\n"
        )
        other.rollback()
    small.url = unlocked
    assert small.rows() == rows
    small.grade()


def test_nbgrader_autograde_says_that_the_gradebook_is_locked_and_touches_nothing(
    small: Classroom,
) -> None:
    path = small.folder / "gradebook.db"
    small.grade()
    files = small.files()
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = subprocess.run(
            [BIN / "nbgrader", "autograde", "numbers", "--force", f"--db={small.url}?timeout=0.1"],
            cwd=small.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        other.rollback()
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "cannot be used: database is locked. Nothing was graded." in done.stderr
    assert small.files() == files


def test_an_unreachable_server_is_said_without_the_password(small: Classroom) -> None:
    small.url = "postgresql://ta:hush@127.0.0.1:1/class"
    said = refused(small)
    assert "The gradebook 'postgresql://ta:***@127.0.0.1:1/class' cannot be used" in said
    assert "hush" not in said


def test_submissions_outside_of_an_nbgrader_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "submitted").mkdir()
    (tmp_path / "submitted" / "ada.py").write_text("\n\n".join(RIGHT.values()), "utf-8")
    said = refused(Classroom(tmp_path, "gradebook.db"))
    assert "No nbgrader folder for 'numbers'" in said
    assert not (tmp_path / "gradebook.db").exists()
