"""Reports that go into a gradebook: what of them, and what where it fails in the middle."""

import json
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from course.catalog import find_assignment, load_course
from course.errors import MissingInput
from course.gradebook import writer as module
from course.gradebook.database import NotWritten
from course.gradebook.writer import GradebookWriter
from course.model import GradedExercise, GradedQuestion, GradedTest, Outcome, Report, Status
from course.release.nbgrader import release_nbgrader
from course.submission import Source, Submission

ROOT = Path(__file__).parents[3]
COURSE = load_course(ROOT / "tests" / "assets" / "tiny")
NUMBERS = find_assignment(COURSE, "numbers")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An nbgrader folder with a gradebook that knows the assignment."""
    folder = tmp_path_factory.mktemp("made")
    files = release_nbgrader(COURSE, [NUMBERS], folder=folder)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with opened(folder):
        pass
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "nbgrader"))


def opened(folder, *submissions, options=""):
    address = f"sqlite:///{folder / 'gradebook.db'}{options}"
    return GradebookWriter(address, [folder], NUMBERS, submissions)


def notebook(name, source="def double(x): return x"):
    """A submission whose one cell is the exercise's."""
    cell = new_code_cell(source, id="double")
    cell.metadata["nbgrader"] = {"grade_id": "double", "solution": True, "schema_version": 3}
    data = json.dumps(new_notebook(cells=[cell])).encode()
    return Submission(name, Source("ipynb", data, f"{name}/numbers.ipynb"))


def report(name, outcome=Outcome.PASSED, status=Status.GRADED, reason=""):
    exercises = tuple(
        GradedExercise(each, each, (GradedTest("test_it", "It works.", outcome, points),))
        for each, points in (("double", 4.0), ("total", 3.0))
    )
    quiz = (GradedQuestion("twice", "Twice?", "b", correct=True, points=3.0),)
    return Report(name, "numbers", status, exercises, quiz, reason=reason)


def recorded(folder, student):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        submitted = gradebook.find_submission_notebook("numbers", "numbers", student)
        return {
            grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in submitted.grades
        }


def students(folder):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return [student.id for student in gradebook.students]


def page(folder, student):
    return (folder / "feedback" / student / "numbers" / "numbers.html").read_text("utf-8")


def hand_in_at(folder, student, timestamp):
    path = folder / "submitted" / student / "numbers" / "timestamp.txt"
    path.parent.mkdir(parents=True)
    path.write_text(timestamp, encoding="utf-8")


ALL = {"test_double": (4.0, False), "test_total": (3.0, False), "test_quiz": (3.0, False)}


def test_every_score_of_a_report_is_recorded(folder):
    with opened(folder, notebook("ada")) as writer:
        writer.add(report("ada"))
    assert recorded(folder, "ada") == ALL
    assert writer.count == 1


def test_our_own_fault_leaves_no_score_and_asks_for_a_hand(folder):
    for status, reason in ((Status.GRADED, ""), (Status.ERROR, "The grader died.")):
        with opened(folder, notebook("ada")) as writer:
            writer.add(report("ada", status=status, reason=reason))
    assert set(recorded(folder, "ada").values()) == {(None, True)}


def test_a_student_may_have_nothing_that_can_be_shown(folder):
    nothing = Submission("ada", None, "no numbers.ipynb")
    with opened(folder, nothing) as writer:
        writer.add(report("ada", Outcome.ERROR, Status.NOT_GRADABLE, nothing.reason))
    assert set(recorded(folder, "ada").values()) == {(0.0, True)}
    assert "no numbers.ipynb" in page(folder, "ada")


@pytest.mark.parametrize(
    "data",
    [
        b"[1, 2]",
        b'{"cells": 3}',
        b'{"cells": [{"cell_type": ["code"]}, 7]}',
        b'{"worksheets": []}',
        b"[" * 100_000,
        b'{"cells": [{"cell_type": "code", "source": "\\ud800", "metadata": 5}]}',
    ],
)
def test_whatever_a_student_calls_a_notebook_is_recorded(folder, data):
    submission = Submission("ada", Source("ipynb", data, "ada/numbers.ipynb"))
    with opened(folder, submission) as writer:
        writer.add(report("ada", Outcome.FAILED))
    assert recorded(folder, "ada")["test_double"] == (0.0, False)
    json.loads((folder / "autograded/ada/numbers/numbers.ipynb").read_text("utf-8"))


def test_the_page_has_what_was_given_by_hand(folder):
    with opened(folder, notebook("ada")) as writer:
        writer.add(report("ada", Outcome.FAILED))
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("test_double", "numbers", "numbers", "ada").manual_score = 2.25
        comment = gradebook.find_comment("double", "numbers", "numbers", "ada")
        comment.manual_comment = "Nearly there."
        gradebook.db.commit()
    with opened(folder, notebook("ada")) as writer:
        writer.add(report("ada", Outcome.FAILED))
    assert "Nearly there." in page(folder, "ada")
    assert "2.25" in page(folder, "ada")


def test_what_is_no_time_is_no_timestamp(folder):
    hand_in_at(folder, "ada", "yesterday, I think")
    with opened(folder, notebook("ada")) as writer:
        writer.add(report("ada"))
    assert recorded(folder, "ada") == ALL


def test_a_penalty_takes_no_more_than_the_score(folder):
    (folder / "late.py").write_text(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Hard(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student, score, seconds): return 1000\n"
    )
    (folder / "local_config.py").write_text(
        f"import sys\nsys.path.append({str(folder)!r})\n"
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late.Hard'\n"
    )
    hand_in_at(folder, "ada", "2026-11-20 10:00:00 UTC")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "course") as gradebook:
        gradebook.update_or_create_assignment("numbers", duedate=datetime(2026, 11, 19))
    with opened(folder, notebook("ada")) as writer:
        writer.add(report("ada"))
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        submitted = gradebook.find_submission_notebook("numbers", "numbers", "ada")
        assert (submitted.score, submitted.late_submission_penalty) == (10.0, 10.0)


def test_links_among_the_files_beside_are_not_followed(folder):
    hand_in_at(folder, "ada", "2026-11-20 10:00:00 UTC")
    beside = folder / "submitted" / "ada" / "numbers"
    (beside / "mine.txt").write_text("mine", encoding="utf-8")
    (beside / "stolen.db").symlink_to(folder / "gradebook.db")
    (folder / "submitted" / "bo").symlink_to(folder / "source")
    with opened(folder, notebook("ada"), notebook("bo")) as writer:
        writer.add(report("ada"))
        writer.add(report("bo"))
    names = [path.name for path in (folder / "autograded" / "ada" / "numbers").iterdir()]
    assert sorted(names) == ["examples.json", "mine.txt", "numbers.ipynb", "timestamp.txt"]


def test_a_batch_that_the_gradebook_does_not_take_leaves_nothing(folder, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 1)
    everybody = [notebook("ada"), notebook("bo"), notebook("cy")]
    with (
        closing(sqlite3.connect(folder / "gradebook.db")) as lock,
        opened(folder, *everybody, options="?timeout=0.05") as writer,
    ):
        writer.add(report("ada"))
        lock.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotWritten) as raised:
            writer.add(report("bo"))
        lock.rollback()
    address = f"sqlite:///{folder / 'gradebook.db'}?timeout=0.05"
    assert str(raised.value) == (
        f"The gradebook '{address}' cannot be written: database is locked. "
        "1 submission is in it; grade again when it can be written, which changes nothing for "
        "what is in it."
    )
    assert raised.value.exit_code == 3
    assert students(folder) == ["ada"]
    assert [path.name for path in (folder / "autograded").iterdir()] == ["ada"]
    assert not list(folder.glob(".course-*"))
    with opened(folder, *everybody) as writer:
        for each in everybody:
            writer.add(report(each.name))
    assert students(folder) == ["ada", "bo", "cy"]


def test_folders_that_cannot_be_put_in_place_leave_the_gradebook_as_it_was(folder):
    with opened(folder, notebook("ada")) as writer:
        writer.add(report("ada", Outcome.FAILED))
    (folder / "feedback" / "cy").write_text("in the way", encoding="utf-8")
    writer = opened(folder, notebook("ada"), notebook("cy"))
    writer.add(report("ada"))
    writer.add(report("cy"))
    with pytest.raises(NotWritten, match="cy"):
        writer.close()
    assert students(folder) == ["ada"]
    assert recorded(folder, "ada")["test_double"] == (0.0, False)
    assert "0 of 4" in (folder / "autograded/ada/numbers/numbers.ipynb").read_text("utf-8")


def test_what_was_added_before_a_stop_is_kept(folder):
    with suppress(KeyboardInterrupt), opened(folder, notebook("ada")) as writer:
        writer.add(report("ada"))
        raise KeyboardInterrupt
    assert recorded(folder, "ada") == ALL


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "{folder}/missing/gradebook.db",
            "The gradebook's folder '{folder}/missing' is not there.",
        ),
        ("{folder}/source", "cannot be used: unable to open database file. Nothing was graded."),
        ("{folder}/README.md", "cannot be used: file is not a database. Nothing was graded."),
        ("mysql://x", "'mysql://x' is no address of a gradebook. Name a file, or 'postgresql://"),
        ("://", "'://' is no address of a gradebook"),
        ("sqlite://", "An SQLite gradebook is a file: 'gradebook.db'."),
    ],
)
def test_an_address_that_leads_nowhere_is_said(folder, address, said):
    with pytest.raises(MissingInput) as raised:
        GradebookWriter(address.format(folder=folder), [folder], NUMBERS, [])
    assert said.format(folder=folder) in str(raised.value)


def test_a_configuration_that_cannot_be_read_is_said(folder):
    (folder / "local_config.py").write_text("1 / 0", encoding="utf-8")
    with pytest.raises(MissingInput, match=r"nbgrader_config.py' cannot be read: division by"):
        opened(folder)


def test_a_test_cell_that_nothing_in_the_course_grades_is_refused(folder):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        cell = {"cell_type": "code", "source": "", "locked": True}
        gradebook.add_grade_cell("test_odd", "numbers", "numbers", max_score=1, cell_type="code")
        gradebook.add_source_cell("test_odd", "numbers", "numbers", **cell)
    with pytest.raises(MissingInput, match="has cell 'test_odd', which nothing in the course"):
        opened(folder)


def test_an_id_longer_than_the_gradebook_takes_is_refused(folder):
    with pytest.raises(MissingInput, match="is longer than 128 characters, too long for a stud"):
        opened(folder, notebook("a" * 129))


def test_a_gradebook_needs_alembic_to_be_made(folder, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(MissingInput, match="A gradebook needs 'alembic', which is not installed"):
        opened(folder)


def test_an_assignment_of_several_notebooks_is_left_to_nbgrader(folder):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.add_notebook("extra", "numbers")
    with pytest.raises(MissingInput, match=r"more notebooks .* than 'numbers': 'extra'\."):
        opened(folder)


def test_a_source_that_is_not_there_makes_no_assignment(folder):
    (folder / "gradebook.db").unlink()
    (folder / "source" / "numbers" / "numbers.ipynb").unlink()
    with pytest.raises(MissingInput, match="makes no assignment"):
        opened(folder)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        assert gradebook.assignments == []
