"""The process behind `course check`: loads a student's file, tries each exercise, answers.

It says `ready`, is asked on stdin for `{"file": "qkv.py", "examples": "examples.json",
"exercises": ["softmax"], "timeout": 10.0}`, and answers `loaded`, then `checked` for each exercise
in that order, or `late` where the time was up, with the line it was at: one JSON object a line.

Works on Windows and macOS: pipes, threads and files only. It protects students from a hang and a
crash, not from themselves; whoever grades uses `course.worker.client`.
"""

import json
import linecache
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from course.plain import plain
from course.worker.printed import Printed

_LOAD_SHARE = 0.9  # the loader stops a slow file by itself, and keeps what it defined, if it can
_CELL = "<code cell "


class Wire:
    """The pipe to the parent, taken away from the student's reach."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stream = os.fdopen(os.dup(1), "wb")
        self._nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(self._nothing, 1)

    def request(self) -> dict[str, Any]:
        """Read the one request; afterwards stdin and stderr lead nowhere."""
        request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
        os.dup2(self._nothing, 0)
        os.dup2(self._nothing, 2)
        return request

    def send(self, event: str, **more: Any) -> None:
        """Write one message."""
        line = json.dumps({"event": event, **more}).encode() + b"\n"
        with self._lock:
            self._stream.write(line)
            self._stream.flush()


def main() -> None:
    """Answer one request, then end without a word from the student's threads and exit handlers."""
    wire = Wire()
    # After the wire, so that nothing which numpy prints can break it; before the file is loaded,
    # since that puts a stand-in in the place of `course`.
    from course.check_report import CheckedExercise, Verdict
    from course.examples import loads
    from course.worker.examine import Place, StudentCode, examine
    from course.worker.loader import load

    wire.send("ready")
    request = wire.request()
    path, seconds = Path(request["file"]), float(request["timeout"])
    handout = loads(Path(request["examples"]).read_text(encoding="utf-8"))
    exercises = {exercise.name: exercise for exercise in handout.exercises}
    printed = Printed()

    def locate(file: str, line: int) -> Place | None:
        code = linecache.getline(file, line).rstrip()
        if file == path.name:
            return Place(f"line {line}", line, code)
        return Place(f"{file[1:-1]}, line {line}", None, code) if file.startswith(_CELL) else None

    @contextmanager
    def watched() -> Iterator[None]:
        """Tell the parent where the code is when the time is up, and end."""

        def late() -> None:
            frame, place = sys._current_frames().get(threading.main_thread().ident or 0), None
            while frame is not None and place is None:
                place = locate(frame.f_code.co_filename, frame.f_lineno)
                frame = frame.f_back
            place = place or Place("")
            wire.send(
                "late",
                place=place.words,
                line=place.line,
                code=plain(place.code, 200),
                output=plain(printed.take()),
            )
            time.sleep(1)
            os._exit(1)

        timer = threading.Timer(seconds, late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    sys.stdout = sys.stderr = printed
    kind, data = path.suffix[1:], path.read_bytes()
    with watched():
        loaded = load(kind, data, path.name, seconds=_LOAD_SHARE * seconds)
    line, caret = _caret(kind, data) if loaded.reason else (None, "")
    problems = [plain(f"{path.name}, {problem}.", 600) for problem in loaded.problems]
    broken = plain(loaded.reason + caret)
    if loaded.reason and problems:
        # It was read, and what went wrong then is why it defines nothing.
        broken, problems = f"{problems[0]} So there is no function to check.", problems[1:]
    wire.send(
        "loaded",
        broken=broken,
        line=line,
        notes=problems,
        answers=dict(loaded.answers),
        output=plain(printed.take()),
    )
    student = StudentCode(path.name, dict(loaded.namespace), locate, printed.take)
    for name in request["exercises"]:
        with watched():
            try:
                checked = examine(exercises[name], student)
            except KeyboardInterrupt:
                checked = CheckedExercise(
                    name,
                    exercises[name].title,
                    Verdict.FAILED,
                    summary="It raised KeyboardInterrupt.",
                )
        wire.send("checked", exercise=asdict(checked))
    os._exit(0)


def _caret(kind: str, data: bytes) -> tuple[int | None, str]:
    """The number of the line that does not parse, and its text with a caret below the place."""
    if kind != "py":
        return None, ""
    try:
        compile(data, "", "exec")
    except SyntaxError as error:
        if not error.text or not error.offset:
            return error.lineno, ""
        text = error.text.rstrip()
        margin = len(text) - len(text.lstrip())
        return error.lineno, f"\n{text.strip()}\n{' ' * max(0, error.offset - 1 - margin)}^"
    except (ValueError, MemoryError, RecursionError, OverflowError):
        pass
    return None, ""


if __name__ == "__main__":
    main()
