"""The command's frame: how errors and exit codes reach the user."""

import re
from collections.abc import Callable

import click
import pytest

import course.cli
from course.errors import CouldNotGrade, MissingInput


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run `course check …` with a body of the test's own; returns the exit code."""

    def run(body: Callable[[], object], *arguments: str) -> int:
        command = course.cli.Command("check", callback=body)
        monkeypatch.setattr(course.cli.Commands, "get_command", lambda *_: command)
        with pytest.raises(SystemExit) as caught:
            course.cli.main(["check", *arguments])
        return int(caught.value.code or 0)

    return run


def raising(error: BaseException) -> Callable[[], object]:
    def body() -> object:
        raise error

    return body


def test_what_a_command_returns_is_the_exit_code(run: Callable[..., int]) -> None:
    assert run(lambda: 1) == 1
    assert run(lambda: None) == 0


def test_an_error_of_ours_is_one_clear_message(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raising(MissingInput("No 'qkv.py' here."))) == 2
    assert capsys.readouterr() == ("", "Error: No 'qkv.py' here.\n")


def test_what_could_not_be_graded_exits_with_3(run: Callable[..., int]) -> None:
    assert run(raising(CouldNotGrade("The grader process died twice."))) == 3


def test_a_bug_of_ours_says_so_and_how_to_see_more(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raising(KeyError("x"))) == 3
    assert capsys.readouterr().err == (
        "Error: our own fault, KeyError: 'x'\nRun it again with --debug to see where.\n"
    )


@pytest.mark.parametrize("error", [MissingInput("gone"), KeyError("x")])
def test_debug_shows_our_traceback(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    command = course.cli.Command("check", callback=raising(error))
    monkeypatch.setattr(course.cli.Commands, "get_command", lambda *_: command)

    with pytest.raises(type(error)):
        course.cli.main(["check", "--debug"])


def test_ctrl_c_ends_quietly(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(raising(KeyboardInterrupt())) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_usage_error_exits_with_2(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(lambda: None, "--nonsense") == 2
    assert "--nonsense" in capsys.readouterr().err


def test_an_unknown_command_exits_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        course.cli.main(["chekc"])
    assert caught.value.code == 2


def test_click_errors_show_themselves(run: Callable[..., int]) -> None:
    assert run(raising(click.UsageError("Name a file."))) == 2


def test_an_error_of_the_system_names_the_file(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raising(OSError(28, "No space left on device", "results.csv"))) == 3
    assert capsys.readouterr().err == "Error: 'results.csv': No space left on device.\n"


def test_an_error_of_the_system_without_a_file_is_told_as_it_is(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raising(OSError(28, "No space left on device"))) == 3
    assert capsys.readouterr().err == "Error: No space left on device.\n"


def test_an_unknown_command_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        course.cli.main(["chek"])
    assert caught.value.code == 2
    assert capsys.readouterr().err == "Error: No command 'chek'. Did you mean 'check'?\n"


def test_an_unknown_option_is_an_error_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        course.cli.main(["--chek"])
    assert caught.value.code == 2
    assert "--chek" in capsys.readouterr().err


def test_commands_are_listed_by_who_uses_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with pytest.raises(SystemExit):
        course.cli.main(["--help"])
    shown = capsys.readouterr().out
    titles = [line for line in shown.splitlines() if line.startswith("For ")]
    assert titles == ["For students:", "For instructors:", "For authors:"]
    assert not re.search(r"\w\.\.\.$", shown, re.MULTILINE), "a line is cut off"
    assert all(f"\n  {name} " in shown for name in course.cli.COMMANDS)


@pytest.mark.parametrize("name", course.cli.COMMANDS)
def test_the_list_of_commands_says_what_each_says_itself(name: str) -> None:
    command = course.cli.course.get_command(click.Context(course.cli.course), name)
    assert command is not None
    assert command.get_short_help_str(1000) == course.cli.SUMMARIES[name]
