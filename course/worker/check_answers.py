"""What the process behind `course check` answers: how loading went, then exercise by exercise."""

import linecache
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from course.check_report import CheckedExercise, Verdict
from course.examples import EXAMPLES, HandedExercise, Handout, loads
from course.plain import plain
from course.worker.examine import Locate, Place, StudentCode, examine
from course.worker.loader import Loaded, load
from course.worker.printed import Printed

Send = Callable[..., None]

_LOAD_SHARE = 0.9  # the loader stops a slow file by itself, and keeps what it defined, if it can
_CELL = "<code cell "


def read_examples() -> Handout:
    """The examples in the working folder; whoever asks has checked them."""
    return loads(Path(EXAMPLES).read_text(encoding="utf-8"), checked=True)


def answer(handout: Handout, request: dict[str, Any], send: Send) -> None:
    """Load the file and try the exercises; each answer is sent as soon as it is known."""
    seconds = float(request["timeout"])
    exercises = {exercise.name: exercise for exercise in handout.exercises}
    student = load_student(Path(request["file"]), seconds, send)
    for name in request["exercises"]:
        with watched(seconds, student, send):
            checked = _examine(exercises[name], student)
        send("checked", exercise=asdict(checked))


def load_student(path: Path, seconds: float, send: Send) -> StudentCode:
    """Load the file, and send how that went."""
    # Last of all, as when it is graded: their json.py does not take the place of Python's.
    sys.path.append(str(path.resolve().parent))
    printed = Printed()
    sys.stdout = sys.stderr = printed
    student = StudentCode(path.name, {}, _locator(path.name), printed.take)
    try:
        data = path.read_bytes()
    except OSError as error:
        loaded = Loaded(reason=f"{path.name} cannot be read: {error.strerror}.")
    else:
        with watched(seconds, student, send):
            loaded = load(path.suffix[1:], data, path.name, seconds=_LOAD_SHARE * seconds)
    send("loaded", **_loading(path.name, loaded), output=plain(printed.take()))
    return replace(student, names=dict(loaded.namespace))


def _examine(exercise: HandedExercise, student: StudentCode) -> CheckedExercise:
    try:
        return examine(exercise, student)
    except KeyboardInterrupt:
        # Nobody's Ctrl-C: on that the parent ends this process.
        told = "It raised KeyboardInterrupt."
        return CheckedExercise(exercise.name, exercise.title, Verdict.FAILED, summary=told)


def _locator(file: str) -> Locate:
    def locate(filename: str, line: int) -> Place | None:
        code = linecache.getline(filename, line).rstrip()
        if filename == file:
            return Place(f"line {line}", line, code)
        if filename.startswith(_CELL):
            return Place(f"{filename[1:-1]}, line {line}", None, code)
        return None

    return locate


@contextmanager
def watched(seconds: float, student: StudentCode, send: Send) -> Iterator[None]:
    """Tell where the code is when the time is up, and end the process."""
    thread = threading.get_ident()

    def late() -> None:
        frame, place = sys._current_frames().get(thread), None
        while frame is not None and place is None:
            place = student.locate(frame.f_code.co_filename, frame.f_lineno)
            frame = frame.f_back
        place = place or Place("")
        code, output = plain(place.code, 200), plain(student.taken_output())
        send("late", place=place.words, line=place.line, code=code, output=output)
        # The parent ends this process at once; this is for when it is gone itself.
        time.sleep(1)
        os._exit(1)

    timer = threading.Timer(seconds, late)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _loading(file: str, loaded: Loaded) -> dict[str, Any]:
    """How loading went, in words."""
    problems = [plain(f"{file}, {problem}.", 600) for problem in loaded.problems]
    broken, line = plain(loaded.reason), None
    if loaded.reason and problems:
        # It was read, and what went wrong then is why it defines nothing.
        broken, problems = f"{problems[0]} So there is no function to check.", problems[1:]
    elif loaded.reason and file.endswith(".py"):
        line, caret = _caret(Path(file))
        broken += plain(caret)
    answers = dict(loaded.answers)
    return {"broken": broken, "line": line, "notes": problems, "answers": answers}


def _caret(path: Path) -> tuple[int | None, str]:
    """The number of the line that does not parse, and its text with a caret below the place."""
    try:
        compile(path.read_bytes(), "", "exec")
    except SyntaxError as error:
        if not error.text or not error.offset:
            return error.lineno, ""
        text = error.text.rstrip()
        margin = len(text) - len(text.lstrip())
        return error.lineno, f"\n{text.strip()}\n{' ' * max(0, error.offset - 1 - margin)}^"
    except (OSError, ValueError, MemoryError, RecursionError, OverflowError):
        pass
    return None, ""
