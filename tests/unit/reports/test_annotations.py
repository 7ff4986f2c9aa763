import re
from dataclasses import replace

from course.check_report import CheckedExercise, CheckReport, Verdict
from course.reports.annotations import annotations, fenced, repository_path

FULL = """\
::error file=qkv/qkv.py,line=12,title=split_heads%3A failed::You left the heads behind the tokens. Look at which axis comes first.%0AThe result has shape (batch=1, seq=2, heads=2, d_head=2); expected (batch=1, heads=2, seq=2, d_head=2): axes 1 and 2 are swapped.
::error file=qkv/qkv.py,line=21,title=attention_scores%3A timed out::attention_scores did not come back within 10 s.
::error file=qkv/qkv.py,line=30,title=softmax%3A failed::It raised ValueError: 100%25 <b>wrong</b>
::error file=qkv/qkv.py,title=mix_values%3A crashed::Python itself ended while mix_values ran (exit code 0).
::error file=qkv/qkv.py,title=later%3A not started::not started
"""  # noqa: E501 - an annotation is one line
BROKEN = """\
::error file=qkv.py,line=3,title=qkv.py cannot be run::qkv.py, line 3: SyntaxError: '(' was never closed%0Adef softmax(x:%0A           ^
"""  # noqa: E501 - as above


def test_each_unfinished_exercise_is_an_error_at_its_line(checked):
    assert annotations(checked, "qkv/qkv.py") == FULL


def test_a_broken_file_is_one_error_at_its_line(broken):
    assert annotations(broken, "qkv.py") == BROKEN


def test_nothing_is_said_where_everything_passes(checked):
    assert annotations(replace(checked, exercises=checked.exercises[:1]), "qkv.py") == ""


def test_no_text_of_a_students_can_begin_a_command_of_its_own():
    evil = "x\n::error file=a.py::forged\r\n::warning::%0A,title=a:b"
    exercise = CheckedExercise("f", "F", Verdict.FAILED, summary=evil)
    text = annotations(CheckReport("a", "A", "a.py", (exercise,)), "a,b:c%\n.py")
    assert text == (
        "::error file=a%2Cb%3Ac%25%0A.py,title=f%3A failed::x%0A::error file=a.py::forged%0D%0A"
        "::warning::%250A,title=a:b\n"
    )


def test_more_than_github_shows_are_named_in_the_last():
    exercises = tuple(
        CheckedExercise(f"f{number}", "F", Verdict.NOT_STARTED) for number in range(12)
    )
    lines = annotations(CheckReport("a", "A", "a.py", exercises), "a.py").splitlines()
    assert len(lines) == 10
    assert lines[-1] == "::error file=a.py,title=More::Not finished either: f9, f10, f11."


def test_output_is_fenced_with_a_word_that_nobody_can_guess():
    first, second = fenced("::error::forged\n"), fenced("")
    token = re.fullmatch(r"::stop-commands::(\w{32})\n::error::forged\n::(\1)::\n", first)
    assert token
    assert token[1] not in second


def test_a_file_is_named_from_the_root_of_the_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert repository_path(tmp_path / "week 1", "qkv.py") == "week 1/qkv.py"


def test_a_file_outside_the_repository_keeps_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "other"))
    assert repository_path(tmp_path, "qkv.py") == "qkv.py"
    monkeypatch.delenv("GITHUB_WORKSPACE")
    assert repository_path(tmp_path, "qkv.py") == "qkv.py"
