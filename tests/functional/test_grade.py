"""`course grade` on a class: right, wrong, broken, looping and hostile files beside each other."""

import contextlib
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from course.catalog import load_course, load_solution
from course.release.student import skeleton_files
from course.reports.json_lines import SCHEMA
from course.skeleton import program
from course.worker.jail import Jail
from course.worker.process import Limits

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "assets" / "tiny"
COURSE = Path(sys.executable).with_name("course")
CANARY = "canary_of_the_instructor"

RIGHT = """\
import numpy as np

def double(x):
    if x.size == 0:
        raise ValueError
    return x + x

def total(x):
    return x.sum(axis=0)

"""
ANSWERS = 'answers = {"twice": "b", "rows": "a"}\n'
TELLTALE = """
def double(x):
    print("the input is", x.tolist())
    raise KeyError(str(x.tolist()))
"""
HOSTILE_NAME = "<img src=x onerror=alert(1)>"


def held_here():
    """The layers of isolation that this machine has."""
    with Jail(Limits()) as jail:
        jail.open()
        return list(jail.layers)


def notebook(*cells):
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell, "id": f"c{i}",
                 "execution_count": None}
                for i, cell in enumerate(cells)
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )  # fmt: skip


CLASS = {
    "ada/numbers.py": RIGHT + ANSWERS,
    "bea/numbers.ipynb": notebook("%matplotlib inline\n" + RIGHT, "1 / 0"),
    "cat/numbers.py": RIGHT.replace("x + x", "x**2") + ANSWERS,
    "dan/numbers.py": RIGHT + "\ndef double(x):\n    while True: pass\n",
    "eve/numbers.py": RIGHT + "import os\ndef total(x):\n    os._exit(0)\n" + ANSWERS,
    "fay/numbers.py": RIGHT + "def broken(:\n",
    "gil/notes.txt": "I was ill.",
    "hal/numbers.py": TELLTALE,
    "ida/numbers.ipynb": "{",
    f"{HOSTILE_NAME}/numbers.py": RIGHT + ANSWERS + "# </pre><script>alert(1)</script>\n",
}
SCORES = {
    HOSTILE_NAME: ("graded", 10.0),
    "ada": ("graded", 10.0),
    "bea": ("graded", 7.0),
    "cat": ("graded", 3.0),
    "dan": ("graded", 0.0),
    "eve": ("graded", 7.0),
    "fay": ("not_gradable", 0.0),
    "gil": ("not_gradable", 0.0),
    "hal": ("graded", 0.0),
    "ida": ("not_gradable", 0.0),
}


def grade(*arguments, course, **environment):
    return subprocess.run(
        [COURSE, "grade", *arguments, "--course", course],
        env=os.environ | {"COURSE_SECRET": "of the tests", "COLUMNS": "60"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def results(text):
    return {result["submission"]: result for result in map(json.loads, text.splitlines())}


def write_class(folder, files=CLASS):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def planted_course(folder):
    """The tiny course, with a canary in every comment, message and private name of its secrets."""
    course = shutil.copytree(TINY, folder)
    for path in [*course.glob("grader/**/*.py"), *course.glob("solutions/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        for old, new in (
            (r"^import numpy as np\n", rf'\g<0>\n{CANARY} = "{CANARY}"\n'),
            (r"^( +assert .*)", rf"\1, {CANARY}"),
            (r"rtol=", rf"err_msg={CANARY}, rtol="),
            (r'"nothing to double"', f'"{CANARY}"'),
        ):
            text = re.sub(old, new, text, flags=re.MULTILINE)
        path.write_text(f"# {CANARY}\n{text}", encoding="utf-8")
    return course


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded once; the folder holds results.jsonl, grades.csv and pages/."""
    folder = tmp_path_factory.mktemp("class")
    finished = grade(
        write_class(folder / "submissions"),
        "--json", folder / "results.jsonl", "--csv", folder / "grades.csv",
        "--out", folder / "pages", "--jobs", "2",
        course=planted_course(folder / "course"),
    )  # fmt: skip
    finished.folder = folder
    finished.results = results((folder / "results.jsonl").read_text(encoding="utf-8"))
    return finished


def test_each_submission_has_the_score_it_deserves(graded):
    assert {
        name: (result["status"], result["score"]) for name, result in graded.results.items()
    } == SCORES
    assert graded.returncode == 0, graded.stderr


def test_every_line_keeps_to_the_schema(graded):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    for result in graded.results.values():
        jsonschema.validate(result, schema)


def test_a_wrong_function_is_reported_whole(graded):
    result = graded.results["cat"]
    for exercise in result["exercises"]:
        for test in exercise["tests"]:
            test.pop("detail", None)
    del result["seconds"]

    def test(name, title, points, outcome="failed", message=""):
        return {
            "name": name,
            "title": title,
            "outcome": outcome,
            "points": points,
            "message": message,
        }

    assert result == {
        "schema": "course/result/v1",
        "submission": "cat",
        "assignment": "numbers",
        "status": "graded",
        "score": 3.0,
        "max_score": 10.0,
        "sandbox": held_here(),
        "flags": [],
        "exercises": [
            {
                "name": "double",
                "score": 0.0,
                "max_score": 4.0,
                "diagnosis": {
                    "chaff": "squared",
                    "message": "You square every entry. Look at what happens to 3.",
                },
                "tests": [
                    test("test_every_entry_is_doubled", "Every entry is twice as large.", 2),
                    test(
                        "test_the_callers_array_is_unchanged",
                        "The caller's array is as it was, and the values are right.",
                        1,
                    ),
                    test(
                        "test_an_empty_array_is_an_error",
                        "An empty array is a ValueError, another is not.",
                        1,
                    ),
                ],
            },
            {
                "name": "total",
                "score": 0.0,
                "max_score": 3.0,
                "diagnosis": None,
                "tests": [
                    test(
                        "test_one_sum_a_column",
                        "The result has one sum for each column.",
                        2,
                        "skipped",
                        "Not tried: 'double' does not work yet.",
                    ),
                    test(
                        "test_a_single_row_is_its_own_sum",
                        "A single row is its own sum.",
                        1,
                        "skipped",
                        "Not tried: 'double' does not work yet.",
                    ),
                ],
            },
        ],
        "quiz": {"score": 3.0, "max_score": 3.0},
    }


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("dan", {"double": {"timeout"}, "total": {"skipped"}}),
        ("eve", {"double": {"passed"}, "total": {"crashed"}}),
        ("hal", {"double": {"error"}, "total": {"skipped"}}),
    ],
)
def test_a_fault_in_one_function_costs_that_function_and_what_builds_on_it(graded, name, outcomes):
    found = {
        exercise["name"]: {test["outcome"] for test in exercise["tests"]}
        for exercise in graded.results[name]["exercises"]
    }

    assert found == outcomes


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fay", r"numbers\.py, line 11: SyntaxError"),
        ("gil", "no numbers.py or numbers.ipynb"),
        ("ida", r"numbers\.ipynb is not a notebook"),
    ],
)
def test_a_file_that_cannot_be_graded_says_why_on_the_terminal_and_in_json(graded, name, reason):
    assert re.search(reason, graded.results[name]["reason"])
    assert re.search(f"^{name}: {reason}", graded.stdout, flags=re.MULTILINE)


def test_the_table_fits_sixty_columns(graded):
    assert max(len(line) for line in graded.stdout.splitlines()) <= 60


def test_the_csv_says_what_the_json_says(graded):
    with (graded.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}

    assert {name: (row["status"], float(row["score"])) for name, row in rows.items()} == SCORES
    assert rows["eve"] == {
        "submission": "eve",
        "double": "4.0",
        "total": "0.0",
        "quiz": "3.0",
        "score": "7.0",
        "max_score": "10.0",
        "status": "graded",
    }


def pages(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def test_every_student_has_a_page_and_the_class_an_index(graded):
    found = pages(graded.folder / "pages")

    assert {"ada.html", "gil.html", "index.html"} < set(found)
    assert len(found) == len(CLASS) + 1


def test_no_page_and_no_terminal_shows_what_is_hidden(graded):
    assert CANARY in (graded.folder / "results.jsonl").read_text(encoding="utf-8")
    for text in (*pages(graded.folder / "pages").values(), graded.stdout, graded.stderr):
        assert CANARY not in text


def test_a_student_cannot_carry_a_hidden_input_to_the_page_in_an_exception(graded):
    details = [test["detail"] for test in graded.results["hal"]["exercises"][0]["tests"]]
    inputs = re.findall(r"\d\.\d{6,}", " ".join(details))

    assert inputs
    page = pages(graded.folder / "pages")["hal.html"]
    assert "KeyError on line 4 of your file." in page
    assert [number for number in inputs if number in page] == []


def test_a_hostile_name_and_hostile_code_stay_text(graded):
    for page in pages(graded.folder / "pages").values():
        assert "<img" not in page
        assert "<script" not in page


def test_an_archive_is_graded_as_the_folder_is(tmp_path, graded):
    few = {name: CLASS[name] for name in ("ada/numbers.py", "bea/numbers.ipynb")}
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, text in few.items():
            archive.writestr(name, text)

    finished = grade(tmp_path / "class.zip", "--json", "-", course=graded.folder / "course")

    assert finished.returncode == 0, finished.stderr
    assert without_seconds(results(finished.stdout)) == without_seconds(
        {name: graded.results[name] for name in ("ada", "bea")}
    )


def without_seconds(found):
    return {
        name: {key: value for key, value in result.items() if key != "seconds"}
        for name, result in found.items()
    }


def test_code_reads_the_files_that_were_handed_in_beside_it(tmp_path):
    reads = RIGHT.replace("x + x", "x * float(open('factor.txt').read())")
    students = {f"{name}/numbers.py": reads for name in ("ada", "bea")}
    write_class(tmp_path, students | {"ada/factor.txt": "2"})

    finished = grade(tmp_path, "--json", "-", course=TINY)

    scores = {name: result["score"] for name, result in results(finished.stdout).items()}
    assert scores == {"ada": 7.0, "bea": 0.0}


def test_an_untouched_skeleton_beside_a_notebook_does_not_count(tmp_path):
    course = load_course(TINY)
    untouched = skeleton_files(course, course.assignments[0])["py"].decode()
    both = {"zoe/numbers.py": untouched, "zoe/numbers.ipynb": notebook(RIGHT)}

    finished = grade(write_class(tmp_path, both), "--json", "-", course=TINY)

    assert results(finished.stdout)["zoe"]["score"] == 7.0


def test_json_to_stdout_is_json_and_nothing_else(tmp_path):
    write_class(tmp_path, {"zoe/numbers.py": RIGHT})

    finished = grade(tmp_path / "zoe" / "numbers.py", "--json", "-", course=TINY)

    assert list(results(finished.stdout)) == ["zoe"]
    assert finished.stderr == "1 submission: 1 graded. Mean of the graded: 7 of 10.\n"


def test_the_references_of_the_real_course_get_full_marks_in_both_forms(tmp_path):
    course = load_course(ROOT)
    (assignment,) = course.assignments
    code = "\n\n".join(
        program(load_solution(course, assignment, exercise).reference, exercise.name)
        for exercise in assignment.exercises
    )
    write_class(tmp_path / "class", {"one/qkv.py": code, "two/qkv.ipynb": notebook(code)})

    finished = grade(tmp_path / "class", "--json", "-", course=ROOT)

    found = results(finished.stdout)
    scores = {
        name: [exercise["score"] == exercise["max_score"] > 0 for exercise in result["exercises"]]
        for name, result in found.items()
    }
    assert scores == {"one": [True] * 5, "two": [True] * 5}


def test_a_grader_that_fails_the_reference_gives_nobody_a_score(tmp_path):
    course = shutil.copytree(TINY, tmp_path / "course")
    with (course / "grader" / "numbers" / "test_total.py").open("a", encoding="utf-8") as file:
        file.write("\n\n@pytest.mark.points(1)\ndef test_wrong(submission):\n    assert False\n")

    finished = grade(
        write_class(tmp_path / "class", {"ada/numbers.py": RIGHT}), "--json", "-", course=course
    )

    assert finished.returncode == 3
    result = results(finished.stdout)["ada"]
    assert (result["status"], result["score"]) == ("error", None)
    assert "test_wrong fails on the reference" in result["reason"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere"),
        (["numbers.py", "--assignment", "nubmers"], "Did you mean 'numbers'?"),
        (["numbers.py", "--json", "no/folder"], "Cannot write 'no/folder'"),
        (["numbers.py", "--out", "numbers.py"], "Cannot make the folder"),
        ([], "Missing argument 'PATH...'"),
    ],
)
def test_wrong_usage_and_missing_input_exit_with_2_and_one_line(tmp_path, arguments, said):
    (tmp_path / "numbers.py").write_text(RIGHT, encoding="utf-8")

    finished = subprocess.run(
        [COURSE, "grade", *arguments, "--course", TINY],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert finished.returncode == 2
    assert said in finished.stderr.splitlines()[-1]
    assert finished.stdout == ""


@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_keeps_what_was_graded_and_leaves_no_process(tmp_path, number, exit_code):
    submissions = write_class(
        tmp_path / "class",
        {"ada/numbers.py": RIGHT, "dan/numbers.py": "import time\ntime.sleep(60)\n"},
    )
    file = tmp_path / "results.jsonl"
    process = subprocess.Popen(
        [COURSE, "grade", submissions, "--json", file, "--jobs", "1", "--course", TINY],
        env=os.environ | {"COURSE_SECRET": "of the tests"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while not (file.exists() and file.read_bytes()):
        assert process.poll() is None
    started = descendants(process.pid)
    os.kill(process.pid, number)
    out, err = process.communicate()

    assert process.returncode == exit_code
    assert list(results(file.read_text(encoding="utf-8"))) == ["ada"]
    assert "1 submission: 1 graded." in out
    assert err == "Stopped after 1 of 2 submissions; what was graded is kept.\n"
    assert started
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []


def descendants(pid):
    """The processes that a process started, and those that they started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
    found = [pid]
    for parent in found:
        found += [child for child, its_parent in parents.items() if its_parent == parent]
    return found[1:]
