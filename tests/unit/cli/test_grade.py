"""`course grade` around an engine of the test's own: what it writes, shows and returns."""

import io
import json
import os
import pty
import sys
from pathlib import Path
from types import ModuleType

import pytest

import course.cli
from course.cli import instructor
from course.model import GradedExercise, GradedTest, Outcome, Report, Status, Symptom
from course.submission import Source

TINY = Path(__file__).parents[2] / "assets" / "tiny"


@pytest.fixture
def students(tmp_path, monkeypatch):
    """Three students' files, in the folder where the command runs."""
    monkeypatch.chdir(tmp_path)
    for name in ("anna", "bo", "cy"):
        Path(name).mkdir()
        Path(name, "numbers.py").write_text("x = 1\n", encoding="utf-8")
    return ["anna/numbers.py", "bo/numbers.py", "cy/numbers.py"]


@pytest.fixture
def run(monkeypatch, students):
    """Run `course grade` on students that an `engine` grades; returns the exit code."""

    def run(engine, *arguments, paths=students, course_folder=TINY):
        module = ModuleType("course.grading.engine")
        module.grade = engine
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(
            "course.submission.find_submissions",
            lambda paths, assignment, skeletons: [Named(path.parent.name) for path in paths],
        )
        with pytest.raises(SystemExit) as caught:
            course.cli.main(["grade", *paths, "--course", str(course_folder), *arguments])
        return caught.value.code

    return run


class Named:
    source = None

    def __init__(self, name):
        self.name = name


def passed(name):
    test = GradedTest("test_double", "Every entry is doubled.", Outcome.PASSED, 3.0)
    return Report(name, "numbers", Status.GRADED, (GradedExercise("double", "Twice", (test,)),))


def all_pass(_course, _assignment, submissions, *, jobs, sandbox="auto"):
    for submission in submissions:
        yield passed(submission.name)


def names(file):
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["submission"] for line in lines]


def test_the_class_is_shown_and_every_format_written(run, capsys):
    code = run(all_pass, "--json", "all.jsonl", "--csv", "all.csv", "--out", "pages")

    shown = capsys.readouterr()
    assert code == 0
    assert shown.out == (
        "      double  total  quiz  score  status\n"
        "----------------------------------------\n"
        "anna       3      -     0      3  graded\n"
        "bo         3      -     0      3  graded\n"
        "cy         3      -     0      3  graded\n"
        "of         3      -     0      3\n"
        "\n"
        "3 submissions: 3 graded. Mean of the graded: 3 of 3.\n"
    )
    assert shown.err == ""
    assert names("all.jsonl") == ["anna", "bo", "cy"]
    assert Path("all.csv").read_text(encoding="utf-8") == (
        "submission,double,total,quiz,score,max_score,status\n"
        "anna,3.0,,0.0,3.0,3.0,graded\n"
        "bo,3.0,,0.0,3.0,3.0,graded\n"
        "cy,3.0,,0.0,3.0,3.0,graded\n"
    )
    assert sorted(path.name for path in Path("pages").rglob("*.html")) == [
        "anna.html",
        "bo.html",
        "cy.html",
        "index.html",
    ]


def test_json_to_stdout_leaves_nothing_else_there(run, capsys):
    run(all_pass, "--json", "-")

    shown = capsys.readouterr()
    assert [json.loads(line)["submission"] for line in shown.out.splitlines()] == [
        "anna",
        "bo",
        "cy",
    ]
    assert shown.err == "3 submissions: 3 graded. Mean of the graded: 3 of 3.\n"


def test_our_own_fault_with_one_submission_exits_with_3_and_the_rest_is_graded(run, capsys):
    def one_fails(_course, _assignment, submissions, *, jobs, sandbox="auto"):
        yield passed("anna")
        yield Report("bo", "numbers", Status.ERROR, reason="the grader process ended twice")
        yield passed("cy")

    assert run(one_fails, "--json", "all.jsonl") == 3
    assert names("all.jsonl") == ["anna", "bo", "cy"]
    assert "bo: the grader process ended twice" in capsys.readouterr().out


def wrong_in_a_new_way(_course, _assignment, submissions, *, jobs, sandbox="auto"):
    test = GradedTest("test_double", "Every entry is doubled.", Outcome.FAILED, 3.0)
    exercise = GradedExercise("double", "Twice", (test,), None, Symptom())
    for submission in submissions:
        yield Report(submission.name, "numbers", Status.GRADED, (exercise,))


def test_a_mistake_without_a_name_is_kept_apart(run, monkeypatch):
    monkeypatch.setattr(Named, "source", Source("py", b"x = 1", "numbers.py"))
    assert run(wrong_in_a_new_way, "--out", "pages") == 0
    kept = sorted(str(path) for path in Path("pages/undiagnosed").rglob("*.py"))
    assert kept == [f"pages/undiagnosed/double/{name}/numbers.py" for name in ("anna", "bo", "cy")]


def test_ctrl_c_keeps_what_was_graded_and_closes_the_engine(run, capsys):
    closed = []

    def interrupted(_course, _assignment, _submissions, *, jobs, sandbox="auto"):
        try:
            yield passed("anna")
            raise KeyboardInterrupt
        finally:
            closed.append(True)

    code = run(interrupted, "--json", "all.jsonl", "--csv", "all.csv", "--out", "pages")

    assert code == 130
    assert closed == [True]
    assert names("all.jsonl") == ["anna"]
    assert Path("all.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "anna,3.0,,0.0,3.0,3.0,graded"
    ]
    assert "anna" in Path("pages/index.html").read_text(encoding="utf-8")
    assert capsys.readouterr().err == (
        "Stopped after 1 of 3 submissions; what was graded is kept.\n"
    )


def test_results_are_on_disk_before_the_class_is_done(run):
    seen = []

    def watched(_course, _assignment, _submissions, *, jobs, sandbox="auto"):
        yield passed("anna")
        seen.append((names("all.jsonl"), Path("pages/feedback/anna.html").exists()))
        yield passed("bo")

    run(watched, "--json", "all.jsonl", "--out", "pages")

    assert seen == [(["anna"], True)]


def test_no_more_jobs_are_asked_for_than_there_are_submissions(run):
    asked = []

    def counting(_course, _assignment, submissions, *, jobs, sandbox="auto"):
        asked.append(jobs)
        yield from all_pass(_course, _assignment, submissions, jobs=jobs)

    run(counting, "--jobs", "64")
    run(counting, "--jobs", "2")

    assert asked == [3, 2]


@pytest.mark.parametrize("missing", [["pytest"], ["rich"], ["pytest", "rich"]], ids=" and ".join)
def test_a_missing_extra_is_one_line_with_the_command_that_installs_it(
    run, monkeypatch, capsys, missing
):
    monkeypatch.setattr(instructor, "find_spec", lambda name: None if name in missing else name)

    assert run(all_pass) == 2
    quoted = " and ".join(repr(name) for name in missing)
    assert capsys.readouterr().err == (
        f"Error: Grading needs {quoted}, not installed here. "
        "Run: python -m pip install 'attention-course[grade]'\n"
    )


@pytest.mark.parametrize("option", ["--json", "--csv"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_graded(run, capsys, option):
    def never(*_, **__):
        raise AssertionError("graded")
        yield

    assert run(never, option, "nowhere/all") == 2
    assert capsys.readouterr().err == (
        "Error: Cannot write 'nowhere/all': No such file or directory. "
        "Name a file in a folder that exists.\n"
    )


def test_two_reports_in_one_file_are_a_usage_error(run, capsys):
    assert run(all_pass, "--csv", "class", "--json", "class") == 2
    assert "--csv and --json both name 'class'." in capsys.readouterr().err


def test_a_start_that_fails_leaves_the_class_page_of_the_last_run(run):
    assert run(all_pass, "--out", "pages") == 0
    before = Path("pages/index.html").read_bytes()
    assert run(all_pass, "--out", "pages", "--json", "nowhere/all") == 2
    assert Path("pages/index.html").read_bytes() == before


def test_an_unknown_assignment_names_the_nearest(run, capsys):
    assert run(all_pass, "--assignment", "number") == 2
    assert capsys.readouterr().err == ("Error: No assignment 'number'. Did you mean 'numbers'?\n")


def test_several_assignments_must_be_chosen_from(run, capsys, tmp_path):
    for folder in ("exercises", "solutions", "grader"):
        for name in ("numbers", "others"):
            target = tmp_path / "two" / folder / name
            target.mkdir(parents=True)
            for path in (TINY / folder / "numbers").iterdir():
                if path.is_file():
                    (target / path.name).write_bytes(path.read_bytes())

    assert run(all_pass, course_folder=tmp_path / "two") == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        "Error: Which assignment? Name one of 'numbers', 'others' with --assignment."
    )


def test_progress_is_shown_on_a_terminal_and_leaves_no_trace_on_stdout(run, monkeypatch, capsys):
    controller, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stderr, os.fdopen(controller, "rb") as seen:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stderr", stderr)
        run(all_pass)
        stderr.flush()
        assert b"Grading" in os.read(seen.fileno(), 4096)
    assert "Grading" not in capsys.readouterr().out


def test_a_name_that_the_terminal_cannot_write_does_not_stop_the_table(run, monkeypatch):
    def one(_course, _assignment, _submissions, *, jobs, sandbox="auto"):
        yield passed("李雷")

    stdout = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stdout)

    assert run(one) == 0
    assert b"\n??" in stdout.buffer.getvalue()


def test_no_line_is_a_command_of_the_ci_service(run, monkeypatch, capsys):
    def one(_course, _assignment, _submissions, *, jobs, sandbox="auto"):
        yield passed("::error::forged")

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    run(one)

    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith("::stop-commands::")
    assert last == f"::{first.removeprefix('::stop-commands::')}::"
