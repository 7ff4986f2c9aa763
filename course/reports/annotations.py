"""A check as GitHub annotations: workflow commands that put each finding beside its line."""

import os
import secrets
from pathlib import Path

from course.check_report import CheckedExercise, CheckReport
from course.reports.check_terminal import WORDS

MOST = 10
"""GitHub shows ten errors a step and drops the rest."""


def annotations(report: CheckReport, file: str) -> str:
    """One `::error …::message` line an unfinished exercise; `file` as the repository names it."""
    if report.broken:
        return _error(
            report.broken, file=file, line=report.line, title=f"{report.file} cannot be run"
        )
    unfinished = [exercise for exercise in report.exercises if not exercise.passed]
    shown = unfinished if len(unfinished) <= MOST else unfinished[: MOST - 1]
    lines = [_exercise(exercise, file) for exercise in shown]
    if rest := unfinished[len(shown) :]:
        names = ", ".join(exercise.name for exercise in rest)
        lines.append(_error(f"Not finished either: {names}.", file=file, line=None, title="More"))
    return "".join(lines)


def fenced(text: str, token: str | None = None) -> str:
    """The text between `::stop-commands::` and its end, so that no line of it is a command.

    The token is made anew each time: a submission that knew it could end the fence.
    """
    token = token or secrets.token_hex(16)
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n"


def repository_path(folder: Path, file: str) -> str:
    """The file as annotations name it: from the repository's root, where there is one above."""
    workspace = os.environ.get("GITHUB_WORKSPACE", "")
    path = (folder / file).resolve()
    if workspace and path.is_relative_to(Path(workspace).resolve()):
        return path.relative_to(Path(workspace).resolve()).as_posix()
    return file


def _exercise(exercise: CheckedExercise, file: str) -> str:
    said = [exercise.diagnosis, exercise.summary]
    message = "\n".join(dict.fromkeys(part for part in said if part))
    title = f"{exercise.name}: {WORDS[exercise.verdict]}"
    return _error(message or WORDS[exercise.verdict], file=file, line=exercise.line, title=title)


def _error(message: str, *, file: str, line: int | None, title: str) -> str:
    properties = [f"file={_property(file)}"]
    if line is not None:
        properties.append(f"line={line}")
    properties.append(f"title={_property(title)}")
    return f"::error {','.join(properties)}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
