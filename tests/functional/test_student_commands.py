"""`course hint`, `quiz`, `status` and `reset` as a student runs them, on the real chapter."""

import json
import os
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.catalog import load_course, load_solution
from course.skeleton import program

ROOT = Path(__file__).parents[2]
COMMAND = shutil.which("course", path=str(Path(sys.executable).parent)) or "course"
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("GITHUB_", "COLUMNS", "NO_COLOR", "PYTHON"))
} | {"PYTHONUTF8": "1", "COLUMNS": "60"}
CTRL_C = "\x03"
ASCII = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}

RECORD_MODULES = """
import atexit, os, sys

def write():
    with open(os.environ["TRACES"], "w") as traces:
        traces.write(" ".join(sys.modules))

atexit.register(write)
"""

on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no pty; it runs on Linux, macOS")


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """Both forms of the student folder."""
    out = tmp_path_factory.mktemp("release")
    for form, more in (("py", []), ("ipynb", ["--notebook"])):
        command = [COMMAND, "generate", "qkv", "--out", str(out / form), "--course", str(ROOT)]
        subprocess.run([*command, *more], check=True, capture_output=True, env=ENVIRONMENT)
    return out


@pytest.fixture
def folder(tmp_path, released):
    """A student's folder, on a path with a space."""
    return Path(shutil.copytree(released / "py" / "qkv", tmp_path / "my course"))


@pytest.fixture
def notebook_folder(tmp_path, released):
    return Path(shutil.copytree(released / "ipynb" / "qkv", tmp_path / "my course"))


def run(folder, *arguments, **environment):
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env=ENVIRONMENT | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def on_a_terminal(folder, *arguments, typed=""):
    """The exit code and all that a terminal showed, the typed lines echoed in it."""
    import pty

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [COMMAND, *arguments],
        cwd=folder,
        env=ENVIRONMENT | {"TERM": "xterm", "NO_COLOR": "1"},
        # A terminal of its own, in which Ctrl-C is a signal.
        preexec_fn=lambda: os.login_tty(theirs),
    )
    os.close(theirs)
    text = b""
    waiting, sent = list(typed), ""
    while True:
        if not select.select([ours], [], [], 1)[0]:
            if sent == CTRL_C:
                # Python does not see a signal that comes just before it begins to wait for a line.
                os.write(ours, CTRL_C.encode())
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError:  # what Linux says when the other end is closed
            break
        if not piece:
            break
        text += piece
        if waiting and re.search(rb"(> |\]: )$", text):
            sent = waiting.pop(0)
            os.write(ours, sent.encode())
    os.close(ours)
    return child.wait(), text.decode().replace("\r\n", "\n")


def test_hints_come_one_at_a_time_for_the_exercise_that_is_next(folder):
    first, second = run(folder, "hint"), run(folder, "hint")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "  Hint 1 of 3: Print X.shape and W_q.shape." in first.stdout
    assert "  Hint 2 of 3: " in second.stdout
    assert second.stdout.startswith("project_qkv: ")
    assert "Hint 1 of 3" in run(folder, "hint", "project_qkv", "--restart").stdout


def test_a_hint_for_a_broken_file_asks_for_a_name(folder):
    (folder / "qkv.py").write_text("def softmax(scores:\n")
    done = run(folder, "hint")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: qkv.py, line 1: SyntaxError: '(' was never closed. "
        "Put that right, or name an exercise.\n"
    )
    assert run(folder, "hint", "softmax").returncode == 0


def test_where_nothing_can_be_kept_a_hint_still_comes(folder):
    (folder / ".course").write_text("no folder")
    done = run(folder, "hint", "softmax")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hint 1 of 3" in done.stdout
    assert "It cannot be kept here" in done.stdout


def test_where_all_pass_no_hint_is_needed(folder):
    course = load_course(ROOT)
    [assignment] = [each for each in course.assignments if each.name == "qkv"]
    source = "".join(
        program(load_solution(course, assignment, exercise).reference, exercise.name)
        for exercise in assignment.exercises
    )
    (folder / "qkv.py").write_text(source)
    done = run(folder, "hint")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Every exercise passes. Name one to read its hints.\n"


def test_an_answer_can_be_given_without_being_asked(folder):
    before = (folder / "qkv.py").read_text("utf-8")
    done = run(folder, "quiz", "head_dim", "B")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "head_dim: b\n"
        "Quiz: 1 of 4 questions answered.\n"
        "Open: shared_dim, what_is_mixed, output_i.\n"
        "Saved in qkv.py; what it held before is in qkv.py.bak-quiz.\n"
    )
    after = (folder / "qkv.py").read_text("utf-8")
    assert after == before.replace('"head_dim": None', '"head_dim": "b"')


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
def test_no_answer_is_called_right_or_wrong(folder, key):
    told = run(folder, "quiz", "head_dim", key).stdout
    assert told.replace(f"head_dim: {key}", "") == run(
        folder, "quiz", "head_dim", "d" if key == "a" else "a"
    ).stdout.replace("head_dim: d", "").replace("head_dim: a", "")


def test_without_a_terminal_the_questions_are_shown_with_how_to_answer(folder):
    done = run(folder, "quiz")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("  Hint: ") == 4
    assert 'To answer: "course quiz head_dim a", for instance.' in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60
    assert not (folder / "qkv.py.bak-quiz").exists()


@on_posix
def test_the_quiz_asks_and_each_answer_is_kept_at_once(folder):
    code, shown = on_a_terminal(folder, "quiz", typed=["b\n", "?\n", "x\n", "d\n", "\n", "q\n"])
    assert code == 0
    assert "> ?\n  Hint: Write down what a score is computed from" in shown
    assert "> x\nChoose from a, b, c, d.\n> d\n" in shown
    assert shown.endswith(
        "Quiz: 2 of 4 questions answered.\nOpen: what_is_mixed, output_i.\n"
        "Saved in qkv.py; what it held before is in qkv.py.bak-quiz.\n"
    )
    text = (folder / "qkv.py").read_text("utf-8")
    assert re.findall(r'^    "\w+": (\S+),', text, re.MULTILINE) == ['"b"', '"d"', "None", "None"]


@on_posix
def test_control_c_keeps_what_was_answered(folder):
    code, shown = on_a_terminal(folder, "quiz", typed=["b\n", CTRL_C])
    assert code == 130
    assert "Quiz: 1 of 4 questions answered." in shown
    assert '"head_dim": "b",' in (folder / "qkv.py").read_text("utf-8")


@on_posix
def test_one_question_is_asked_alone_with_its_answer(folder):
    run(folder, "quiz", "output_i", "a")
    code, shown = on_a_terminal(folder, "quiz", "output_i", typed=["c\n"])
    assert (code, shown.count("> ")) == (0, 1)
    assert "4 of 4: output_i\n" in shown
    assert "  Your answer: a\n" in shown
    assert '"output_i": "c",' in (folder / "qkv.py").read_text("utf-8")


def test_the_quiz_of_a_notebook_is_kept_in_its_cell(notebook_folder):
    before = (notebook_folder / "qkv.ipynb").read_text("utf-8")
    done = run(notebook_folder, "quiz", "head_dim", "b")
    assert "reload it from disk" in " ".join(done.stdout.split())
    after = (notebook_folder / "qkv.ipynb").read_text("utf-8")
    assert after == before.replace('\\"head_dim\\": None', '\\"head_dim\\": \\"b\\"')


def test_a_file_that_cannot_take_answers_is_told_and_left(folder):
    (folder / "qkv.py").write_text("x = 1\n")
    done = run(folder, "quiz")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "Error: qkv.py has no 'answers = {…}'. Paste this into the end of it:\nanswers = {\n"
    )
    assert (folder / "qkv.py").read_text() == "x = 1\n"


def test_the_status_of_a_new_folder(folder):
    done = run(folder, "status")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"qkv\.py, last changed \d{4}-\d\d-\d\d \d\d:\d\d, .+", lines[1])
    assert lines[3:9] == [
        "· project_qkv       not started",
        "· split_heads       not started",
        "· attention_scores  not started",
        "· softmax           not started",
        "· mix_values        not started",
        "· quiz              0 of 4 answered",
    ]


def test_the_status_as_json_stands_alone(folder):
    run(folder, "quiz", "head_dim", "b")
    done = run(folder, "status", "--json", "-", **ASCII)
    found = json.loads(done.stdout)
    assert (done.returncode, found["schema"]) == (0, "course/status/v1")
    assert {each["state"] for each in found["exercises"]} == {"not_started"}
    assert found["quiz"] == {
        "answered": 1,
        "questions": 4,
        "open": ["shared_dim", "what_is_mixed", "output_i"],
    }


def test_the_status_as_a_file_is_written_beside_the_text(folder):
    done = run(folder, "status", "--json", "status.json")
    assert "0 of 5 exercises passed." in done.stdout
    assert json.loads((folder / "status.json").read_text("utf-8"))["file"] == "qkv.py"


def test_the_status_of_a_broken_file_is_exit_code_1(folder):
    (folder / "qkv.py").write_text("def softmax(scores:\n")
    done = run(folder, "status")
    assert done.returncode == 1
    assert "qkv.py, line 1: SyntaxError" in done.stdout


def begin(folder, file="qkv.py"):
    """Work on softmax; the skeleton, and the file as it is then."""
    skeleton = (folder / file).read_text("utf-8")
    begun = re.sub(r"raise NotImplementedError\(\\?\"softmax.*?\)", "return (scores", skeleton)
    assert begun != skeleton
    (folder / file).write_text(begun, encoding="utf-8")
    return skeleton, begun


@pytest.mark.parametrize("file", ["qkv.py", "qkv.ipynb"])
def test_a_reset_puts_the_skeleton_back_beside_a_backup(folder, released, file):
    if file.endswith("ipynb"):
        shutil.copy(released / "ipynb" / "qkv" / file, folder / file)
        (folder / "qkv.py").unlink()
    skeleton, begun = begin(folder, file)
    done = run(folder, "reset", "softmax", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert ("reload it from disk" in " ".join(done.stdout.split())) == file.endswith("ipynb")
    backup = re.search(rf"{re.escape(file)}\.bak-[\d-]+", done.stdout)[0]
    assert (folder / backup).read_text("utf-8") == begun
    assert (folder / file).read_text("utf-8") == skeleton


def test_a_reset_of_what_is_as_it_was_does_nothing(folder):
    done = run(folder, "reset", "softmax")
    assert (done.returncode, done.stdout) == (
        0,
        "softmax in qkv.py is as you were given it. Nothing to do.\n",
    )
    assert list(folder.glob("*.bak-*")) == []


def test_a_reset_without_a_terminal_needs_a_yes(folder):
    _, begun = begin(folder)
    done = run(folder, "reset", "softmax")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: There is nobody to ask whether to go on. Say --yes.\n"
    assert (folder / "qkv.py").read_text("utf-8") == begun


def test_what_there_is_to_know_of_a_reset_is_spelled_and_wrapped(folder):
    begin(folder)
    with (folder / "qkv.py").open("a", encoding="utf-8") as file:
        file.write("\nx = “quoted”\n")
    done = run(folder, "reset", "softmax", "--yes", **ASCII)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert "qkv.py still has a mistake elsewhere: line" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60


@on_posix
@pytest.mark.parametrize(("typed", "code"), [("n\n", 0), ("\n", 0), (CTRL_C, 130), ("y\n", 0)])
def test_a_reset_asks_first(folder, typed, code):
    skeleton, begun = begin(folder)
    ended, shown = on_a_terminal(folder, "reset", "softmax", typed=[typed])
    assert ended == code
    assert "Replace softmax in qkv.py by its skeleton? [y/N]: " in shown
    text = (folder / "qkv.py").read_text("utf-8")
    assert text == (skeleton if typed == "y\n" else begun)
    assert len(list(folder.glob("*.bak-*"))) == (typed == "y\n")


COMMANDS = [["hint"], ["hint", "softmax"], ["quiz"], ["status"], ["reset", "softmax"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_terminal_without_utf_8_gets_letters_that_it_has(folder, command):
    done = run(folder, *command, **ASCII)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_folder_above_is_told_where_to_go(folder, command):
    done = run(folder.parent, *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: No assignment here: there is no examples.json. Found one")


@pytest.mark.parametrize("command", [["hint", "softmx"], ["reset", "softmx"]], ids=" ".join)
def test_an_unknown_exercise_is_told_with_the_nearest(folder, command):
    done = run(folder, *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: No exercise 'softmx' in 'qkv'. Did you mean 'softmax'?\n"


@pytest.mark.parametrize("command", [["hint", "softmax"], ["quiz"], ["reset", "softmax"]])
def test_what_runs_no_student_code_imports_no_numpy(tmp_path, folder, command):
    (tmp_path / "startup").mkdir()
    (tmp_path / "startup" / "sitecustomize.py").write_text(RECORD_MODULES)
    traces = tmp_path / "traces"
    run(folder, *command, PYTHONPATH=str(tmp_path / "startup"), TRACES=str(traces))
    modules = set(traces.read_text().split())
    assert "course.student.checking" in modules
    assert modules & {"numpy", "jinja2", "pytest", "nbformat"} == set()
