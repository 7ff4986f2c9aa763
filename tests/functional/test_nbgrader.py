"""The sample class goes through `course demo`, and scores what its file says both ways.

Then more of them hand in, and `nbgrader autograde` says of all what `course grade` says.
"""

import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from course.catalog import load_answers, load_course, load_solution
from course.demo.sample_class import load_class
from course.skeleton import program

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
# As the demo has it: the same secret draws the same hidden inputs.
ENVIRONMENT = os.environ | {
    "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
    "COURSE_SECRET": "of the tests",
}
COURSE = load_course(ROOT)
(QKV,) = [assignment for assignment in COURSE.assignments if assignment.name == "qkv"]
SOLUTIONS = {exercise.name: load_solution(COURSE, QKV, exercise) for exercise in QKV.exercises}
ANSWERS = dict(load_answers(COURSE, QKV))

WRITTEN = f"written_{QKV.written[0].id}"
"""The grade id of the answer in a student's own words."""

Notebook = dict[str, Any]


def cell_of(notebook: Notebook, name: str) -> Notebook:
    """The cell with that id; ids are the exercise's name, "answers" and "test_…"."""
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == name]
    return cell


def write(notebook: Notebook, name: str, source: str) -> None:
    cell_of(notebook, name)["source"] = source


def all_right(notebook: Notebook) -> None:
    for name, solution in SOLUTIONS.items():
        write(notebook, name, program(solution.reference, name))
    write(notebook, "answers", f"answers = {ANSWERS!r}")


def syntax_error(notebook: Notebook) -> None:
    all_right(notebook)
    write(notebook, "softmax", "def softmax(scores:\n    return scores")
    cell = {"cell_type": "code", "id": "scratch", "source": "print(6 * 7)"}
    notebook["cells"].append({**cell, "metadata": {}, "outputs": [], "execution_count": None})


def cheating(notebook: Notebook) -> None:
    """Nothing written, but the test cells edited, tagged and deleted."""
    write(notebook, "test_softmax", "4.0")
    cell_of(notebook, "test_split_heads")["metadata"]["tags"] = ["skip-execution"]
    for name in ("mix_values", "test_mix_values"):
        notebook["cells"].remove(cell_of(notebook, name))


def nothing_defined(notebook: Notebook) -> None:
    kept = [cell for cell in notebook["cells"] if cell["id"].startswith("test_")]
    notebook["cells"] = kept


LATE = {"dan": syntax_error, "gus": cheating, "hal": nothing_defined}
"""What the sample class does not have."""
EMPTY = {"kofi", "hal"}
"""Whose notebooks define nothing: `course grade` lists no exercises for them."""
SAMPLE = load_class(COURSE, QKV)
CLASS = [student.name for student in SAMPLE] + list(LATE)


@dataclass(frozen=True)
class Classroom:
    folder: Path
    """The nbgrader course folder."""
    results: dict[str, dict[str, Any]]
    """Student -> what `course grade` says of the same notebook."""
    failed: subprocess.CompletedProcess[str]
    """The autograding of a student whom we could not grade."""

    def recorded(self, student: str) -> dict[str, Any]:
        """Grade id -> the grade in the gradebook."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            submission = gradebook.find_submission_notebook("qkv", "qkv", student)
            return {
                grade.name: (grade.auto_score, grade.max_score, grade.needs_manual_grade)
                for grade in submission.grades
            }

    def page(self, student: str) -> str:
        """The text of a student's feedback page."""
        page = (self.folder / "feedback" / student / "qkv" / "qkv.html").read_text("utf-8")
        return html.unescape(re.sub(r"<[^>]*>", "", page))


@dataclass(frozen=True)
class Demo:
    """`course demo` that has ended, and the folder that it wrote."""

    done: subprocess.CompletedProcess[str]
    out: Path


@pytest.fixture(scope="module")
def class_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`course demo` on the real class: no test changes its folder."""
    out = tmp_path_factory.mktemp("demo") / "out"
    command = [str(BIN / "course"), "demo", "--out", str(out), "--course", str(ROOT)]
    outside = {key: value for key, value in ENVIRONMENT.items() if key != "COURSE_ROOT"}
    done = subprocess.run(
        command, env=outside | {"COLUMNS": "80"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Demo(done, out)


def test_every_student_of_the_class_scores_what_its_file_says(class_demo: Demo) -> None:
    done, out = class_demo.done, class_demo.out
    described = tomllib.loads((ROOT / "solutions/qkv/class.toml").read_text("utf-8"))
    lines = (out / "results.jsonl").read_text("utf-8").splitlines()
    graded = {result["submission"]: result["score"] for result in map(json.loads, lines)}
    assert graded == {student["name"]: student["score"] for student in described["student"]}
    assert "Every score is what the sample class expects." in done.stdout


def test_the_gradebook_has_the_same_scores(class_demo: Demo) -> None:
    out = class_demo.out
    described = tomllib.loads((ROOT / "solutions/qkv/class.toml").read_text("utf-8"))
    rows = (out / "nbgrader" / "grades.csv").read_text("utf-8").splitlines()
    head, *rows = (row.split(",") for row in rows)
    name, score = head.index("student_id"), head.index("score")
    assert {row[name]: float(row[score]) for row in rows} == {
        student["name"]: student["score"] for student in described["student"]
    }


def test_every_student_has_a_page_of_ours_and_one_of_nbgrader(class_demo: Demo) -> None:
    out = class_demo.out
    students = {path.name for path in (out / "submissions").iterdir()}
    assert len(students) >= 12
    assert {path.stem for path in (out / "feedback").glob("*.html")} == students
    pages = (out / "nbgrader" / "feedback").glob("*/qkv/qkv.html")
    assert {page.parents[1].name for page in pages} == students


def test_it_says_where_everything_is_and_how_to_open_the_formgrader(class_demo: Demo) -> None:
    done, out = class_demo.done, class_demo.out
    assert (out / "index.html").is_file()
    assert (out / "nbgrader" / "gradebook.db").is_file()
    assert done.stdout.endswith(
        f"Pages       {out / 'index.html'}\n"
        f"Results     {out / 'results.jsonl'}, results.csv\n"
        f"Gradebook   {out / 'nbgrader' / 'gradebook.db'}\n"
        "Formgrader:\n"
        f"  cd {out / 'nbgrader'}\n"
        "  jupyter server --ServerApp.default_url=/formgrader\n"
    )


def test_each_step_is_a_line_with_its_time(class_demo: Demo) -> None:
    steps, _, _ = class_demo.done.stdout.partition("\n\n")
    assert [line for line in steps.splitlines() if len(line) > 60] == []
    generated, *others = re.sub(r" *\d+\.\d s", "", steps).splitlines()
    assert re.fullmatch(r"generate \d+ written, 0 unchanged", generated)
    assert others == [
        "hand in 13 files, 8 notebooks",
        "grade 13 results and pages",
        "nbgrader generate_assignment 13 notebooks handed in",
        "nbgrader autograde by the hidden graders",
        "nbgrader generate_feedback a page a student",
        "nbgrader export 13 scores",
    ]


@pytest.fixture(scope="module")
def classroom(class_demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The sample class after `course demo`, and those who hand in late."""
    folder = tmp_path_factory.mktemp("class") / "nbgrader"
    shutil.copytree(class_demo.out / "nbgrader", folder)

    def run(*command: str, code: int = 0, course: Path = ROOT) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=folder,
            env=ENVIRONMENT | {"COURSE_ROOT": str(course)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def hand_in(student: str, change: Callable[[Notebook], None]) -> None:
        notebook = json.loads((folder / "release" / "qkv" / "qkv.ipynb").read_text("utf-8"))
        change(notebook)
        target = folder / "submitted" / student / "qkv" / "qkv.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(notebook), encoding="utf-8")

    for student, change in LATE.items():
        hand_in(student, change)
    run("nbgrader", "autograde", "qkv")
    run("nbgrader", "generate_feedback", "qkv")
    run("nbgrader", "export", "--to", "grades.csv")
    run("course", "grade", "submitted", "--json", "results.jsonl", "--course", str(ROOT))
    lines = (folder / "results.jsonl").read_text("utf-8").splitlines()
    results = {result["submission"]: result for result in map(json.loads, lines)}
    hand_in("zoe", all_right)
    failed = run("nbgrader", "autograde", "qkv", "--student=zoe", code=1, course=folder)
    return Classroom(folder, results, failed)


def expected(result: dict[str, Any]) -> dict[str, tuple[float, bool]]:
    """Grade id -> the score that `course grade` gives, which needs nobody's hand."""
    scores = {f"test_{exercise['name']}": exercise["score"] for exercise in result["exercises"]}
    scores["test_quiz"] = result["quiz"]["score"]
    scores[WRITTEN] = 0.0  # left as it was handed out
    return {grade_id: (score, False) for grade_id, score in scores.items()}


@pytest.mark.parametrize("student", [name for name in CLASS if name not in EMPTY])
def test_every_grade_in_the_gradebook_is_the_one_that_course_grade_gives(
    classroom: Classroom, student: str
) -> None:
    recorded = classroom.recorded(student)
    assert {name: (auto, by_hand) for name, (auto, _, by_hand) in recorded.items()} == expected(
        classroom.results[student]
    )


def test_every_cell_is_worth_what_its_hidden_tests_are_worth(classroom: Classroom) -> None:
    result = classroom.results["bo"]
    worth = {f"test_{exercise['name']}": exercise["max_score"] for exercise in result["exercises"]}
    worth["test_quiz"] = result["quiz"]["max_score"]
    worth[WRITTEN] = QKV.written[0].points
    assert {name: points for name, (_, points, _) in classroom.recorded("bo").items()} == worth


def lost(classroom: Classroom, student: str) -> set[str]:
    recorded = classroom.recorded(student)
    del recorded[WRITTEN]
    return {name for name, (score, points, _) in recorded.items() if score < points}


@pytest.mark.parametrize(
    ("student", "cells"),
    [
        ("bo", set()),
        ("goran", {"test_softmax", "test_quiz"}),
        ("dan", {"test_softmax"}),
        ("lena", {"test_attention_scores"}),
        ("milo", set()),
    ],
)
def test_a_mistake_costs_points_where_it_was_made_and_nowhere_else(
    classroom: Classroom, student: str, cells: set[str]
) -> None:
    assert lost(classroom, student) == cells


def test_part_of_the_points_is_recorded(classroom: Classroom) -> None:
    score, points, _ = classroom.recorded("iris")["test_softmax"]
    assert 0 < score < points


@pytest.mark.parametrize("student", ["jun", "kofi", "gus", "hal"])
def test_nothing_written_earns_nothing_whatever_stands_in_the_test_cells(
    classroom: Classroom, student: str
) -> None:
    assert {score for score, _, _ in classroom.recorded(student).values()} == {0.0}


def test_the_student_s_cells_show_what_they_print_and_draw(classroom: Classroom) -> None:
    path = classroom.folder / "autograded" / "dan" / "qkv" / "qkv.ipynb"
    cells = {cell["id"]: cell for cell in json.loads(path.read_text("utf-8"))["cells"]}
    assert "".join(cells["scratch"]["outputs"][0]["text"]) == "42\n"
    assert cells["softmax"]["outputs"][0]["ename"] == "SyntaxError"
    assert cells["scratch"]["execution_count"] == len(cells_run(cells, until="scratch"))


def cells_run(cells: dict[str, Notebook], *, until: str) -> list[str]:
    """The cells that are the student's and code, up to one of them."""
    names = [name for name, cell in cells.items() if cell["cell_type"] == "code"]
    names = names[: names.index(until) + 1]
    return [name for name in names if not name.startswith("test_")]


def test_a_notebook_that_defines_nothing_is_told_why(classroom: Classroom) -> None:
    result = classroom.results["hal"]
    assert result["status"] == "not_gradable"
    assert result["reason"] in " ".join(classroom.page("hal").split())


def test_the_exported_table_has_the_same_totals(classroom: Classroom) -> None:
    with (classroom.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == {student: result["score"] for student, result in classroom.results.items()}


def test_a_student_we_could_not_grade_fails_aloud_and_is_marked_for_a_hand(
    classroom: Classroom,
) -> None:
    assert "No course in" in classroom.failed.stderr
    assert not (classroom.folder / "autograded" / "zoe" / "qkv").exists()
    assert {(auto, by_hand) for auto, _, by_hand in classroom.recorded("zoe").values()} == {
        (None, True)
    }


def test_the_feedback_page_has_the_title_and_the_diagnosis_of_what_failed(
    classroom: Classroom,
) -> None:
    page = " ".join(classroom.page("goran").split())
    softmax = next(e for e in classroom.results["goran"]["exercises"] if e["name"] == "softmax")
    diagnosis = softmax["diagnosis"]["message"].replace("`", "")
    said = [diagnosis, *(test["title"] for test in softmax["tests"])]
    assert [text for text in said if text not in page] == []


def code_lines(folder: Path) -> set[str]:
    """The lines of Python that are long enough to be known again, without docstrings."""
    lines = set()
    for path in folder.glob("*.py"):
        source = re.sub(r'""".*?"""', "", path.read_text("utf-8"), flags=re.DOTALL)
        lines |= {line.strip() for line in source.splitlines() if len(line.strip()) > 24}
    return lines - {"from course.authoring import chaff, examples, wheat"}


@pytest.mark.parametrize("student", CLASS)
def test_no_feedback_page_shows_a_hidden_test(classroom: Classroom, student: str) -> None:
    page = classroom.page(student)
    # What a test has in common with a solution may be the student's own line.
    hidden = code_lines(ROOT / "grader" / "qkv") - code_lines(ROOT / "solutions" / "qkv")
    assert len(hidden) > 50
    assert [line for line in hidden if line in page] == []


def test_no_feedback_page_shows_what_is_for_the_instructor_alone(classroom: Classroom) -> None:
    details = {
        (student, line)
        for student, result in classroom.results.items()
        for exercise in result["exercises"]
        for test in exercise["tests"]
        for line in test.get("detail", "").splitlines()
        if len(line.strip()) > 24
    }
    assert details
    assert [(who, line) for who, line in details if line.strip() in classroom.page(who)] == []


def test_the_notebook_that_is_handed_out_holds_no_secret(classroom: Classroom) -> None:
    folder = classroom.folder / "release" / "qkv"
    notebook = json.loads((folder / "qkv.ipynb").read_text("utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    secret = code_lines(ROOT / "grader" / "qkv")
    for name, solution in SOLUTIONS.items():
        body = program(solution.reference, name).rpartition('"""')[2]
        secret |= {line.strip() for line in body.splitlines() if len(line.strip()) > 12}
    assert [line for line in secret if line in text] == []
    assert [line for line in text.splitlines() if "BEGIN SOLUTION" in line] == []
    assert not any(repr(answer) in text.split("answers = ")[1] for answer in ANSWERS.values())
