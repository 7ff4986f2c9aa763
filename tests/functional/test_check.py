"""`course check` as a student runs it, on the project's own chapter."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from course.catalog import load_course, load_solution
from course.examples.writing import dumps, hand_out
from course.skeleton import program, skeleton

ROOT = Path(__file__).parents[2]
COMMAND = shutil.which("course", path=str(Path(sys.executable).parent)) or "course"
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("GITHUB_", "COLUMNS", "NO_COLOR", "PYTHON"))
} | {"PYTHONUTF8": "1"}

UNIX_ONLY = """
import os, signal, subprocess, sys, types

# What is left of `signal` for the standard library's own Popen.kill, which needs it on Unix.
subprocess.signal = types.SimpleNamespace(**vars(signal))
for name in (
    "_posixshmem", "crypt", "fcntl", "grp", "nis", "posix_ipc", "pty", "pwd", "readline",
    "resource", "spwd", "syslog", "termios", "tty",
):
    sys.modules[name] = None
for name in (
    "fork", "forkpty", "getpgid", "getpgrp", "getuid", "geteuid", "killpg", "mkfifo", "nice",
    "posix_spawn", "posix_spawnp", "register_at_fork", "setpgid", "setsid", "setuid", "wait3",
    "wait4", "waitid", "sysconf",
):
    if hasattr(os, name):
        delattr(os, name)
for name in (
    "SIGALRM", "SIGCHLD", "SIGKILL", "SIGSTOP", "SIGUSR1", "SIGXCPU", "alarm", "setitimer",
    "getitimer", "ITIMER_REAL", "pause", "pthread_kill", "pthread_sigmask", "sigwait",
):
    if hasattr(signal, name):
        delattr(signal, name)
with open(os.environ["TRACES"], "a") as traces:
    traces.write(f"{os.getpid()}\\n")
"""


@pytest.fixture(scope="session")
def chapter():
    course = load_course(ROOT)
    assignment = next(each for each in course.assignments if each.name == "qkv")
    solutions = {
        exercise.name: load_solution(course, assignment, exercise)
        for exercise in assignment.exercises
    }
    return dumps(hand_out(course, assignment)), solutions


@pytest.fixture
def folder(tmp_path, chapter):
    folder = tmp_path / "qkv"
    folder.mkdir()
    (folder / "examples.json").write_text(chapter[0], encoding="utf-8")
    return folder


def write(folder, chapter, **functions):
    """A qkv.py of the references, but for the functions given as source or as a chaff's name."""
    answers = 'answers = {"head_dim": None}\n'
    parts = []
    for name, solution in chapter[1].items():
        chosen = functions.get(name, "")
        chaffs = {chaff.name: chaff.function for chaff in solution.chaffs}
        if chosen in chaffs:
            parts.append(program(chaffs[chosen], name))
        else:
            parts.append(textwrap.dedent(chosen) or program(solution.reference, name))
    (folder / "qkv.py").write_text(answers + "\n".join(parts), encoding="utf-8")


def run(folder, *arguments, **environment):
    return subprocess.run(
        [COMMAND, "check", *arguments],
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_the_references_pass(folder, chapter):
    write(folder, chapter)
    done = run(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 of 5 exercises passed." in done.stdout


def test_a_mistake_in_no_bank_is_told_by_how_the_result_relates_to_what_is_due(folder, chapter):
    write(
        folder,
        chapter,
        mix_values="""
            def mix_values(weights, V):
                return weights @ V / 3
        """,
    )
    shown = " ".join(run(folder).stdout.split())
    assert (
        "Every entry of your result is 1/3 times what it should be. "
        "Look at what you multiply or divide by. "
        "First difference at (batch=0, heads=0, seq_q=0, d_head=0): got 0.669762, expected 2.00928."
    ) in shown


def test_an_unknown_mistake_is_said_to_be_that_with_shapes_and_the_first_difference(
    folder, chapter
):
    write(
        folder,
        chapter,
        mix_values="""
            def mix_values(weights, V):
                return (weights ** 1.5) @ V
        """,
    )
    shown = " ".join(run(folder).stdout.split())
    assert (
        "No known mistake matches. First difference at (batch=0, heads=0, seq_q=0, d_head=0): got "
    ) in shown
    assert "expected (batch=1, heads=2, seq_q=2, d_head=2)" in shown


def test_the_skeleton_is_not_started_and_a_first_step_is_told(folder, chapter):
    skeletons = [skeleton(solution.reference) for solution in chapter[1].values()]
    (folder / "qkv.py").write_text("\n\n\n".join(skeletons), encoding="utf-8")
    done = run(folder)
    assert done.returncode == 1
    assert done.stdout.count("not started") == 5
    assert "Next: write project_qkv in qkv.py" in done.stdout


@pytest.mark.parametrize("width", ["60", "80"])
def test_each_known_mistake_is_named_and_fits_the_terminal(folder, chapter, width):
    mistakes = {name: solution.chaffs[0] for name, solution in chapter[1].items()}
    write(folder, chapter, **{name: chaff.name for name, chaff in mistakes.items()})
    done = run(folder, "--all", COLUMNS=width)
    text = " ".join(done.stdout.split())
    for chaff in mistakes.values():
        assert chaff.message in text
    assert max(map(len, done.stdout.splitlines())) <= int(width)


def test_the_report_of_a_scrambled_head_axis_reads_as_it_should(folder, chapter):
    write(folder, chapter, split_heads="seq_before_heads")
    done = run(folder, "split_heads", COLUMNS="60")
    assert "expected (batch=1, heads=2, seq=2, d_head=2)" in done.stdout
    assert "You returned (batch, seq, heads, d_head)" in done.stdout
    assert "First difference at (batch=0, heads=0, seq=1, d_head=0)" in done.stdout
    assert 'On the example "two token toy":' in done.stdout
    assert done.stdout.endswith('save it and run "course\ncheck" again.\n')


def test_an_endless_loop_is_a_verdict(folder, chapter):
    write(folder, chapter, softmax="def softmax(scores):\n    while True:\n        pass\n")
    done = run(folder, "--timeout", "0.5")
    assert done.returncode == 1
    assert "✗ softmax           timed out on line" in done.stdout
    assert "✓ mix_values        passed" in done.stdout


def test_a_crash_is_a_verdict(folder, chapter):
    crash = "def softmax(scores):\n    import os\n    os.abort()\n"
    write(folder, chapter, softmax=crash)
    done = run(folder)
    assert done.returncode == 1
    assert "✗ softmax           crashed" in done.stdout
    assert "✓ mix_values        passed" in done.stdout


def test_a_broken_file_is_told_with_its_line_and_exit_code_1(folder):
    (folder / "qkv.py").write_text("def softmax(scores:\n    return scores\n")
    done = run(folder)
    assert done.returncode == 1
    assert "qkv.py, line 1: SyntaxError" in done.stdout
    assert "Next: put that right in qkv.py" in done.stdout


def test_a_missing_file_is_one_clear_line_and_exit_code_2(folder):
    done = run(folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: No qkv.py or qkv.ipynb here. "
        "Your file must have that name and stand beside examples.json.\n"
    )


def test_the_folder_above_is_told_where_to_go_and_exit_code_2(folder):
    done = run(folder.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("Found one in ./qkv: go there with 'cd qkv'.\n")


def test_an_unknown_exercise_is_told_with_the_nearest_and_exit_code_2(folder, chapter):
    write(folder, chapter)
    done = run(folder, "softmx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: No exercise 'softmx' in 'qkv'. Did you mean 'softmax'?\n"


def test_json_on_stdout_stands_alone(folder, chapter):
    write(folder, chapter, softmax="over_queries")
    done = run(folder, "--json", "-")
    found = json.loads(done.stdout)
    assert (done.returncode, found["schema"], found["passed"]) == (1, "course/check/v1", False)
    assert [each["verdict"] for each in found["exercises"]].count("passed") == 4


def test_json_and_junit_files_are_written_beside_the_text(folder, chapter):
    write(folder, chapter)
    done = run(folder, "--json", "check.json", "--junit", "report.xml")
    assert json.loads((folder / "check.json").read_text("utf-8"))["passed"]
    suite = ElementTree.parse(folder / "report.xml").find("testsuite")  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "0", "0")
    assert "5 of 5" in done.stdout


def test_a_file_that_cannot_be_written_is_told(folder, chapter):
    write(folder, chapter)
    done = run(folder, "--junit", "no/such/folder.xml")
    assert done.returncode == 2
    assert "Cannot write 'no/such/folder.xml'" in done.stderr


def test_a_terminal_without_the_marks_gets_plain_ones(folder, chapter):
    write(folder, chapter, softmax="over_queries")
    done = run(folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "x  softmax" in done.stdout
    assert done.stdout.isascii()


BODIES = {
    "a letter that is printed 100 million times": (
        "print('x' * 10**8)",
        "Your function returns None.",
    ),
    "100 MB past Python's own stdout": ("import os; os.write(1, b'x' * 10**8)", "returns None."),
    "recursion": ("return softmax(scores)", "RecursionError"),
    "a low limit": ("import sys; sys.setrecursionlimit(30); return scores", "as it came."),
    "exit": ("exit()", "It called exit() instead of returning a result."),
    "the end of Python": ("import os; os._exit(3)", "Python itself ended while softmax ran"),
    "stdout closed": ("import sys; sys.stdout.close()", "Your function returns None."),
    "a question": ("return input('?')", "input() has nobody to answer it here"),
    "a window": (
        "import matplotlib.pyplot as plt; plt.plot([1]); plt.show()",
        "Your function returns None.",
    ),
    "a library that is missing": ("import no_such_thing", "No module named 'no_such_thing'"),
    "all memory": ("return np.zeros(10**12)", "It raised MemoryError"),
    "a thread without end": (
        "import threading; threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()",
        "Your function returns None.",
    ),
    "Ctrl-C of its own": ("raise KeyboardInterrupt", "It raised KeyboardInterrupt."),
}


@pytest.mark.parametrize("body", BODIES)
def test_whatever_a_function_does_is_told_and_costs_no_other_exercise(folder, chapter, body):
    statement, told = BODIES[body]
    write(folder, chapter, softmax=f"import numpy as np\ndef softmax(scores):\n    {statement}\n")
    done = run(folder, DISPLAY="")
    assert (done.returncode, done.stderr) == (1, "")
    assert told in " ".join(done.stdout.split())
    assert "✓ mix_values        passed" in done.stdout
    assert len(done.stdout) < 10_000


def test_a_half_written_file_is_told_with_its_line(folder, chapter):
    write(folder, chapter)
    whole = (folder / "qkv.py").read_text(encoding="utf-8")
    half = whole[: whole.index("def mix_values(") + len("def mix_values(")]
    (folder / "qkv.py").write_text(half, encoding="utf-8")
    done = run(folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"qkv.py, line {len(half.splitlines())}: SyntaxError: '(' was never clo" in done.stdout


def test_nothing_is_written_into_the_folder(folder, chapter):
    write(folder, chapter, softmax="over_queries")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert run(folder).returncode == 1
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_read_only_folder_is_checked_all_the_same(folder, chapter):
    write(folder, chapter)
    folder.chmod(0o555)
    try:
        assert run(folder).returncode == 0
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["C:\\Users\\Ada L\\qkv", "mit Umlauten äöü", "it's 100% mine"])
def test_the_folders_name_does_not_matter(folder, chapter, name):
    other = folder.with_name(name)
    folder.rename(other)
    write(other, chapter)
    done = run(other)
    assert (done.returncode, done.stderr) == (0, "")


def test_who_reads_no_further_gets_no_complaint(folder, chapter):
    write(folder, chapter)
    check = subprocess.Popen(
        [COMMAND, "check"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    check.stdout.close()
    assert (check.wait(timeout=60), check.stderr.read()) == (0, b"")
    check.stderr.close()


on_posix = pytest.mark.skipif(
    os.name == "nt", reason="Windows has no pty, and no SIGINT to send; it runs on Linux and macOS"
)


def on_a_terminal(folder, **environment):
    import pty

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [COMMAND, "check"], cwd=folder, env=ENVIRONMENT | environment, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    text = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # what Linux says when the other end is closed
            break
        if not piece:
            break
        text += piece
    os.close(ours)
    child.wait()
    return text.decode()


@on_posix
def test_colour_is_for_terminals(folder, chapter):
    write(folder, chapter)
    assert "\x1b[32m✓" in on_a_terminal(folder, TERM="xterm")


@on_posix
def test_no_color_is_honoured(folder, chapter):
    write(folder, chapter)
    assert "\x1b" not in on_a_terminal(folder, TERM="xterm", NO_COLOR="1")


def test_a_pipe_gets_no_colour(folder, chapter):
    write(folder, chapter)
    assert "\x1b" not in run(folder).stdout


def startup(tmp_path, source):
    """A folder that makes every Python of the check run that source first, and where it writes."""
    (tmp_path / "startup").mkdir()
    (tmp_path / "startup" / "sitecustomize.py").write_text(source)
    return {"PYTHONPATH": str(tmp_path / "startup"), "TRACES": str(tmp_path / "traces")}


def test_nothing_on_the_way_needs_more_than_windows_has(tmp_path, folder, chapter):
    loop = "def softmax(scores):\n    while True:\n        pass\n"
    write(folder, chapter, softmax=loop, split_heads="straight_reshape")
    environment = startup(tmp_path, UNIX_ONLY)
    done = run(folder, "--timeout", "1", "--junit", "report.xml", **environment)
    assert done.stderr == ""
    assert "✗ softmax           timed out on line" in done.stdout
    assert done.stdout.count("passed\n") == 3
    # The parent, the process that was late, and the one after it ran without those parts.
    assert len(Path(environment["TRACES"]).read_text().split()) == 3


def imported_by_the_parent(folder):
    """The modules that the command imports; its child's stderr is nobody's."""
    done = run(folder, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def test_the_parent_imports_neither_numpy_nor_jinja2(folder, chapter):
    write(folder, chapter)
    modules = imported_by_the_parent(folder)
    assert "course.worker.check_process" in modules
    assert modules & {"numpy", "jinja2", "pytest", "nbformat"} == set()


def test_nothing_is_imported_before_the_process_but_what_starts_it(folder, chapter):
    write(folder, chapter)
    modules = imported_by_the_parent(folder)
    assert modules & {"click", "typing", "pathlib", "dataclasses", "course.examples"} == set()


@pytest.mark.parametrize("source", ["", "raise SystemExit", "def softmax(", "softmax = 3"])
def test_with_an_option_and_without_the_same_is_said(folder, source):
    (folder / "qkv.py").write_text(source)
    plain, parsed = run(folder), run(folder, "--timeout", "10")
    assert plain.stdout
    assert (plain.returncode, plain.stdout) == (parsed.returncode, parsed.stdout)


def test_a_crash_is_told_alike_with_an_option_and_without(folder, chapter):
    write(folder, chapter, softmax="def softmax(scores):\n    import os\n    os._exit(7)\n")
    plain, parsed = run(folder), run(folder, "--timeout", "10")
    assert "✗ softmax           crashed: Python itself ended while softmax" in plain.stdout
    assert plain.stdout == parsed.stdout


@pytest.mark.parametrize("name", ["numpy.py", "course.py", "click.py", "json.py"])
def test_a_file_named_like_a_library_does_no_harm(folder, chapter, name):
    write(folder, chapter)
    (folder / name).write_text("raise SystemExit('the wrong one')\n")
    assert run(folder).returncode == 0


@on_posix
def test_control_c_ends_it_cleanly_and_the_child_with_it(folder, chapter):
    seen = folder / "pid"
    write(
        folder,
        chapter,
        softmax=f"""
        def softmax(scores):
            import os, pathlib
            pathlib.Path({str(seen)!r}).write_text(str(os.getpid()))
            while True:
                pass
        """,
    )
    check = subprocess.Popen(
        [COMMAND, "check"],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    until = time.monotonic() + 60
    while not (seen.exists() and seen.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    check.send_signal(signal.SIGINT)
    stdout, stderr = check.communicate(timeout=60)
    assert (check.returncode, stdout, stderr.strip()) == (130, "", "Stopped.")
    with pytest.raises(ProcessLookupError):
        os.kill(int(seen.read_text()), 0)


def test_on_github_the_output_is_fenced_and_each_failure_annotated(tmp_path, folder, chapter):
    forged = "def softmax(scores):\n    print('::error file=a.py::forged')\n    return scores\n"
    write(folder, chapter, softmax=forged)
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    done = run(
        folder,
        GITHUB_ACTIONS="true",
        GITHUB_WORKSPACE=str(tmp_path),
        GITHUB_STEP_SUMMARY=str(summary),
    )
    lines = done.stdout.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    end = lines.index(f"::{token}::")
    assert any("::error file=a.py::forged" in line for line in lines[1:end])
    [annotation] = lines[end + 1 :]
    assert annotation.startswith("::error file=qkv/qkv.py,line=")
    assert "title=softmax%3A failed::" in annotation
    text = summary.read_text("utf-8")
    assert text.startswith("before\n## ")
    assert "| ❌ `softmax` | failed |" in text


def test_an_error_of_the_command_itself_is_shown_with_debug(folder):
    done = run(folder, "--debug")
    assert "Traceback" in done.stderr
    assert "MissingInput" in done.stderr


def test_help_shows_an_example():
    done = run(ROOT, "--help")
    assert "course check softmax" in done.stdout
