"""A student's own check: their file, tried on the public examples in a process of its own.

The process that runs the student's code is `course.worker.check_child`. It compares too, so that
numpy is imported once and not here. It answers in JSON lines on its stdout; one that is late or
ends by itself is a verdict on the exercise it was at, and a new one goes on with the next.
Nothing here or there needs more than pipes and threads, so it works on Windows and macOS.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from course.answered import count_answers
from course.check_report import CheckedExercise, CheckReport, Verdict, exercise_from_json
from course.errors import CouldNotGrade, MissingInput, UnknownName
from course.examples import HandedExercise, Handout, loads
from course.plain import one_line

EXAMPLES = "examples.json"
QUIZ = "quiz"
_START_SECONDS = 60.0  # numpy's first import on a cold disk, under a virus scanner
_GRACE_SECONDS = 1.0  # the child reports its own timeout, with the line; this is for when it cannot
_LONGEST_LINE = 1 << 24


def check(folder: Path, names: Sequence[str] = (), *, timeout: float = 10.0) -> CheckReport:
    """Check the exercises of those names, or all, in a student's folder.

    The timeout holds for loading the file and for each exercise. Raises MissingInput where there
    is nothing to check, UnknownName for an exercise that the assignment does not have.
    """
    handout = read_handout(folder)
    wanted = chosen(handout, names)
    path, notes = student_file(folder, handout)
    loaded, checked = _run(folder, path, wanted, timeout)
    answered, amiss = count_answers(handout.questions, loaded.answers)
    return CheckReport(
        assignment=handout.assignment,
        title=handout.title,
        file=path.name,
        exercises=tuple(checked),
        broken=loaded.broken,
        notes=(*notes, *loaded.notes, *amiss),
        output=loaded.output,
        answered=answered,
        questions=len(handout.questions),
    )


def read_handout(folder: Path) -> Handout:
    """The assignment's examples.json; MissingInput says where one was found instead."""
    path = folder / EXAMPLES
    try:
        return loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        below = sorted(found.parent.name for found in folder.glob(f"*/{EXAMPLES}"))
        if below:
            raise MissingInput(
                f"No assignment here: there is no {EXAMPLES}. "
                f"Found one in ./{below[0]}: go there with 'cd {below[0]}'."
            ) from None
        raise MissingInput(
            f"No assignment here: there is no {EXAMPLES} in '{folder.resolve()}'. "
            "Go to the folder you were given, where your file is."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise MissingInput(f"Cannot read '{path.name}': {error}. Get a new copy of it.") from error


def chosen(handout: Handout, names: Sequence[str]) -> list[HandedExercise]:
    """The exercises of those names in the assignment's order; all of them where none is named."""
    known = [exercise.name for exercise in handout.exercises]
    for name in names:
        if name not in known and not (name == QUIZ and handout.questions):
            raise UnknownName("exercise", name, known, where=handout.assignment)
    return [exercise for exercise in handout.exercises if not names or exercise.name in names]


def student_file(folder: Path, handout: Handout) -> tuple[Path, tuple[str, ...]]:
    """The file that counts, and what to say about the choice.

    Of two forms the one that differs from the skeleton counts; where both do, the .py.
    """
    found = {
        kind: path
        for kind in ("py", "ipynb")
        if (path := folder / f"{handout.assignment}.{kind}").is_file()
    }
    if not found:
        raise MissingInput(
            f"No {handout.assignment}.py or {handout.assignment}.ipynb here. "
            "Your file must have that name and stand beside examples.json."
        )
    if len(found) == 1:
        return next(iter(found.values())), ()
    # Imported here because a folder seldom holds both.
    from course.fingerprint import fingerprint

    changed = [
        kind
        for kind, path in found.items()
        if fingerprint(kind, path.read_bytes()) != handout.skeletons.get(kind)
    ]
    if changed == ["ipynb"]:
        return found["ipynb"], ()
    if changed == ["py"] or not changed:
        return found["py"], ()
    return found["py"], (
        f"You worked in both {found['py'].name} and {found['ipynb'].name}: "
        f"{found['py'].name} counts. Remove the one you do not want.",
    )


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What loading the student's file gave."""

    broken: str = ""
    notes: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    output: str = ""


def _run(
    folder: Path, path: Path, wanted: Sequence[HandedExercise], timeout: float
) -> tuple[_Loaded, list[CheckedExercise]]:
    """Try the exercises in as many processes as it takes."""
    checked: list[CheckedExercise] = []
    while True:
        rest = wanted[len(checked) :]
        with _Child(folder, path, [exercise.name for exercise in rest], timeout) as child:
            try:
                loaded = child.loaded()
            except _Stopped as stopped:
                loaded = _Loaded(broken=stopped.while_loading(path.name, timeout))
            if loaded.broken:
                not_tried = [_unfinished(each, Verdict.NOT_TRIED) for each in rest]
                return loaded, checked + not_tried
            for exercise in rest:
                try:
                    checked.append(child.checked())
                except _Stopped as stopped:
                    checked.append(stopped.on(exercise, timeout))
                    break
            if len(checked) == len(wanted):
                return loaded, checked


def _unfinished(exercise: HandedExercise, verdict: Verdict, **more: Any) -> CheckedExercise:
    return CheckedExercise(exercise.name, exercise.title, verdict, **more)


class _Stopped(Exception):
    """The child was late, or ended by itself."""

    def __init__(self, verdict: Verdict, ending: str = "", message: Any = None) -> None:
        super().__init__(ending)
        self.verdict, self.ending = verdict, ending
        self.message: dict[str, Any] = message or {}
        """Of a late child: place, line, code and output as it was last seen."""

    def while_loading(self, file: str, timeout: float) -> str:
        """Why the file could not be loaded."""
        if self.verdict is Verdict.CRASHED:
            return f"{file} ended Python while it was being loaded ({self.ending})."
        place, code = self.message.get("place"), self.message.get("code", "")
        return (
            f"{file} did not finish loading within {timeout:g} s"
            + (f": it was still on {place}" if place else "")
            + ". Only functions should do long work, not the lines outside them."
            + (f"\n{code.strip()}" if code else "")
        )

    def on(self, exercise: HandedExercise, timeout: float) -> CheckedExercise:
        """The verdict on the exercise that was being tried."""
        if self.verdict is Verdict.CRASHED:
            summary = f"Python itself ended while {exercise.name} ran ({self.ending})."
        else:
            summary = f"{exercise.name} did not come back within {timeout:g} s."
        return _unfinished(
            exercise,
            self.verdict,
            summary=summary,
            place=self.message.get("place", ""),
            line=self.message.get("line"),
            code=self.message.get("code", ""),
            output=self.message.get("output", ""),
            hint=exercise.hints[0] if exercise.hints else "",
            seconds=timeout if self.verdict is Verdict.TIMEOUT else 0.0,
        )


class _Child:
    """A process that runs the student's code; leaving the `with` ends it."""

    def __init__(self, folder: Path, path: Path, names: Sequence[str], timeout: float) -> None:
        self._timeout = timeout
        request = {
            "file": path.name,
            "examples": EXAMPLES,
            "exercises": list(names),
            "timeout": timeout,
        }
        # -P: a numpy.py or course.py lying in the student's folder must not be imported.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "course.worker.check_child", json.dumps(request)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            # Small arrays gain nothing from threads, whose start takes longer than the check.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        # A process that the student's code started may hold the pipe open: then it is left alone.
        self._reader.join(timeout=1)
        if not self._reader.is_alive():
            for stream in (self._process.stdout, self._process.stderr):
                if stream is not None:
                    stream.close()

    def loaded(self) -> _Loaded:
        """What loading the file gave."""
        self._ready()
        message = self._message("loaded", self._timeout)
        return _Loaded(
            message["broken"], tuple(message["notes"]), message["answers"], message["output"]
        )

    def checked(self) -> CheckedExercise:
        """The next exercise, in the order asked for."""
        return exercise_from_json(self._message("checked", self._timeout)["exercise"])

    def _ready(self) -> None:
        try:
            self._message("ready", _START_SECONDS)
        except _Stopped as stopped:
            self._process.kill()
            errors = self._process.stderr.read() if self._process.stderr else b""
            last = one_line(errors.decode("utf-8", "replace").strip().rpartition("\n")[2])
            raise CouldNotGrade(
                f"The check could not start Python: {last or stopped.ending or 'it hangs'}. "
                "Nothing is wrong with your file; install the course again."
            ) from None

    def _message(self, event: str, seconds: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=seconds + _GRACE_SECONDS)
        except Empty:
            raise _Stopped(Verdict.TIMEOUT) from None
        if not line:
            raise _Stopped(Verdict.CRASHED, self._ending())
        try:
            message: dict[str, Any] = json.loads(line)
            if message["event"] == "late":
                raise _Stopped(Verdict.TIMEOUT, message=message)
            if message["event"] == event:
                return message
        except (ValueError, TypeError, KeyError):
            pass
        raise _Stopped(Verdict.CRASHED, "something wrote into the check's own channel")

    def _ending(self) -> str:
        """How the process ended, in words where the number has a common meaning."""
        try:
            code = self._process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return "it closed the check's own channel"
        return _ENDINGS.get(code, f"exit code {code}")

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 - it was asked for as a pipe
        while line := stdout.readline(_LONGEST_LINE):
            self._lines.put(line)
        self._lines.put(b"")


_ENDINGS = {
    -6: "aborted",
    -9: "killed, perhaps because the memory was full",
    -11: "a segmentation fault",
    0xC0000005: "an access violation",
    0xC00000FD: "a stack overflow",
}
