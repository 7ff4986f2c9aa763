"""The first step of the `course` command: what a student types most often starts fastest.

`course check` waits for a process that imports numpy, so it is started before all else. Without an
option there is nothing to parse either: click is left out, and that process words the result, too.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as typing has it, which is not needed here
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from course.worker.check_process import CheckProcess

TIMEOUT = 10.0
_NO_CHECK = {"--help", "-h", "--watch"}
_WHOLE = f"{__file__.removesuffix('start.py')}whole_check.py"


def main() -> NoReturn:
    """Run the command that sys.argv holds."""
    words = sys.argv[1:]
    whole = _needs_no_parser(words)
    process = None
    try:
        process = _check_process(words, whole=whole)
        if process and whole and (last := _last_answer(words[1:], process)):
            code = _shown(last)
            process.end()
            # Python would tidy up for 3 ms more, and there is nothing to be tidied up.
            os._exit(code)
        from course.cli import main as command

        command(process=process)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(130)
    finally:
        if process:
            process.end()


def _needs_no_parser(words: list[str]) -> bool:
    return (
        not any(word.startswith("-") for word in words)
        # Click knows which terminals of Windows show colours, and GitHub wants more than a text.
        and os.name != "nt"
        and "GITHUB_ACTIONS" not in os.environ
    )


def _check_process(words: list[str], *, whole: bool) -> CheckProcess | None:
    if words[:1] != ["check"] or _NO_CHECK.intersection(words):
        return None
    from course.worker.check_process import CheckProcess

    try:
        return CheckProcess(".", script=_WHOLE) if whole else CheckProcess(".")
    except OSError:
        return None  # the command will say why


def _shown(answer: dict[str, Any]) -> int:
    """Write what the last answer says; the exit code."""
    if "code" in answer:
        from course.reports.terminal import complaint

        sys.stderr.write(f"{complaint(answer['text'])}\n")
        sys.stderr.flush()
        return int(answer["code"])
    try:
        sys.stdout.write(answer["text"])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads, as `head` does, has read enough; nor may the flush at the end complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if answer["passed"] else 1


def _last_answer(names: list[str], process: CheckProcess) -> dict[str, Any] | None:
    """What to show, or None where the process came to no end: the command goes on from there."""
    import json

    from course.worker.started import Late

    screen = {
        "width": _width(),
        "colour": sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
        "encoding": sys.stdout.encoding or "ascii",
    }
    process.ask({"exercises": names, "timeout": TIMEOUT, "screen": screen})
    lines = []
    try:
        while True:
            lines.append(process.next_line(TIMEOUT))
            message: dict[str, Any] = json.loads(lines[-1])  # a ValueError at its end
            if message["event"] in ("shown", "refused"):
                return message
            if message["event"] not in ("loaded", "checked"):
                break
    except Late:
        lines.append(_LATE)
    except (ValueError, TypeError, KeyError):
        pass
    process.take_back(lines)
    return None


_LATE = b'{"event": "late", "place": "", "line": null, "code": "", "output": ""}'


def _width() -> int:
    """As `shutil.get_terminal_size` has it, without the compressions that shutil imports."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (ValueError, OSError):
        return 80
