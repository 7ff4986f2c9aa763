"""The parent's end of `course.worker.check_child`: start it, ask, wait for answers, end it.

Light to import, because the child's start is what a check waits for: it imports numpy while the
parent reads what to ask. Pipes and threads only, so it works on Windows and macOS.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from course.errors import CouldNotGrade
from course.plain import one_line

_START_SECONDS = 60.0  # numpy's first import on a cold disk, under a virus scanner
_GRACE_SECONDS = (
    1.0  # the child reports its own lateness, with the line; this is for when it cannot
)
_LONGEST_LINE = 1 << 24
_ENDINGS = {
    -6: "aborted",
    -9: "killed, perhaps because the memory was full",
    -11: "a segmentation fault",
    0xC0000005: "an access violation",
    0xC00000FD: "a stack overflow",
}


class Late(Exception):
    """The time was up; where the code was then, as far as the child could say."""

    def __init__(self, place: str = "", line: int | None = None, code: str = "", output: str = ""):
        super().__init__(place)
        self.place, self.line, self.code, self.output = place, line, code, output


class Ended(Exception):
    """The child ended by itself, or what it says makes no sense; why, in a few words."""


class CheckProcess:
    """A process that runs a student's code; leaving the `with` ends it."""

    child = "course.worker.check_child"
    """The module that runs there."""

    def __init__(self, folder: Path) -> None:
        """Start it; it imports what it needs and waits to be asked."""
        # -P: a numpy.py or course.py lying in the student's folder must not be imported.
        self._process = subprocess.Popen(  # noqa: S603 - our own module, named by the class
            [sys.executable, "-P", "-m", self.child],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            # Small arrays gain nothing from threads, whose start takes longer than the check.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        self._answers: SimpleQueue[bytes] = SimpleQueue()
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
        self._close_stdin()
        # A process that the student's code started may hold the pipe open: then it is left alone.
        self._reader.join(timeout=_GRACE_SECONDS)
        if not self._reader.is_alive():
            for stream in (self._process.stdout, self._process.stderr):
                if stream is not None:
                    stream.close()

    def ask(self, request: Mapping[str, Any]) -> None:
        """Wait until it has started, and send it the one request."""
        try:
            self.answer("ready", _START_SECONDS)
        except (Late, Ended) as failure:
            self._process.kill()
            errors = self._process.stderr.read() if self._process.stderr else b""
            last = one_line(errors.decode("utf-8", "replace").strip().rpartition("\n")[2])
            raise CouldNotGrade(
                f"The check could not start Python: {last or str(failure) or 'it hangs'}. "
                "Nothing is wrong with your file; install the course again."
            ) from failure
        # Of a child that is gone by now the answer will tell.
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._close_stdin()

    def answer(self, event: str, seconds: float) -> dict[str, Any]:
        """The next answer, which should be of that kind."""
        try:
            line = self._answers.get(timeout=seconds + _GRACE_SECONDS)
        except Empty:
            raise Late from None
        if not line:
            raise Ended(self._ending())
        try:
            message: dict[str, Any] = json.loads(line)
            if message["event"] == "late":
                raise Late(*(message[key] for key in ("place", "line", "code", "output")))
            if message["event"] == "fault":
                raise CouldNotGrade(
                    f"The check itself failed, which is not your fault: {message['text']}. "
                    "Tell your instructor."
                )
            if message["event"] == event:
                return message
        except (ValueError, TypeError, KeyError):
            pass
        raise Ended("something wrote into the check's own channel")

    def _close_stdin(self) -> None:
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def _ending(self) -> str:
        """How the process ended, in words where the number has a common meaning."""
        try:
            code = self._process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return "it closed the check's own channel"
        return _ENDINGS.get(code, f"exit code {code}")

    def _read(self) -> None:
        stdout = self._process.stdout
        while stdout is not None and (line := stdout.readline(_LONGEST_LINE)):
            self._answers.put(line)
        self._answers.put(b"")
