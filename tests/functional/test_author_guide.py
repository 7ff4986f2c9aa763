"""What docs/author.md tells an author to write works, as it stands there."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from course.audit.engine import audit
from course.audit.result import Kind
from course.catalog import find_assignment, find_exercise, load_course, load_solution
from course.examples.chain import read_chain
from course.examples.writing import hand_out
from course.grading.engine import grade
from course.skeleton import program
from course.submission import Source, Submission

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/author.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE))


TOML = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with the guide's exercise added."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("exercises", "solutions", "grader"):
        shutil.copytree(ROOT / folder, root / folder)
    for name, text in FILES.items():
        path = root / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")
    return load_course(root)


@pytest.fixture(scope="module")
def solution(course):
    assignment = find_assignment(course, "qkv")
    return load_solution(course, assignment, find_exercise(assignment, "hide_future"))


def graded(course, functions):
    """The `hide_future` of a submission for each of the functions."""
    submissions = [
        Submission(name, Source("py", program(function, "hide_future").encode(), f"{name}.py"))
        for name, function in functions.items()
    ]
    reports = grade(course, find_assignment(course, "qkv"), submissions)
    return {report.submission: report.exercises[-1] for report in reports}


def test_the_guide_shows_the_three_files_and_the_chapter_s_line():
    assert set(FILES) == {
        "solutions/qkv/hide_future.py",
        "exercises/qkv/hide_future.py.j2",
        "exercises/qkv/chapter.md.j2",
        "grader/qkv/test_hide_future.py",
    }


def test_the_reference_passes_its_hidden_tests_under_plain_pytest(course):
    command = [sys.executable, "-m", "pytest", "-q", "grader/qkv/test_hide_future.py"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_every_wheat_scores_all_points(course, solution):
    functions = {wheat.name: wheat.function for wheat in solution.wheats}
    scores = {name: exercise.score for name, exercise in graded(course, functions).items()}
    assert scores == {"with_loops": 4.0}


def test_every_chaff_loses_points_and_is_named(course, solution):
    functions = {chaff.name: chaff.function for chaff in solution.chaffs}
    exercises = graded(course, functions)
    assert {name: exercise.score for name, exercise in exercises.items()} == {
        "hides_itself_too": 0.0,
        "hides_the_past": 0.0,
        "changes_the_scores": 3.0,
    }
    assert [exercise.diagnosis.chaff for exercise in exercises.values()] == list(exercises)


def test_the_audit_finds_no_hole_in_it(course):
    assignment = find_assignment(course, "qkv")
    alone = replace(assignment, exercises=(find_exercise(assignment, "hide_future"),))
    [audited] = audit(course, [alone], seeds=3)
    assert [str(hole) for hole in audited.holes] == []
    assert len(audited.of(Kind.MUTANT)) > 20


def test_the_quiz_s_question_is_one(tmp_path, course):
    block = next(block for block in TOML if "[[question]]" in block)
    shutil.copytree(course.root, tmp_path, dirs_exist_ok=True)
    (tmp_path / "exercises/qkv/quiz.toml").write_text(block, encoding="utf-8")
    (question,) = find_assignment(load_course(tmp_path), "qkv").questions
    assert question.id == "head_dim"
    assert question.points == 1.0


def test_the_chain_and_its_picture_fit_the_chapter(tmp_path, course):
    chain, picture = (block for block in TOML if "steps =" in block or "[picture]" in block)
    shutil.copytree(course.root, tmp_path, dirs_exist_ok=True)
    (tmp_path / "exercises/qkv/chain.toml").write_text(chain + picture, encoding="utf-8")
    copied = load_course(tmp_path)
    handed = read_chain(hand_out(copied, find_assignment(copied, "qkv")))
    assert handed.picture.expected["weights"].shape == (1, 2, 3, 3)
    assert [mistake.option for mistake in handed.picture.mistakes] == ["swap-axes"]
