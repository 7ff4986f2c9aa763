"""The parent's end of `course.worker.check_child`: start it, ask, wait for answers, end it.

Light to import, because the child's start is what a check waits for: neither typing nor pathlib is
imported here. Pipes and threads only, so it works on Windows and macOS.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue

from course.worker.started import TYPE_CHECKING, Ended, Late

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

CHECK_CHILD, CHAIN_CHILD = (
    f"{__file__.removesuffix('check_process.py')}{name}.py"
    for name in ("check_child", "chain_child")
)
"""The scripts that such a process runs."""
_START_SECONDS = 60.0  # numpy's first import on a cold disk, under a virus scanner
_GRACE_SECONDS = (
    1.0  # the child reports its own lateness, with the line; this is for when it cannot
)
_LONG = 0.3  # seconds; most answers come sooner
_LONGEST_LINE = 1 << 24
_ENDINGS = {
    -6: "aborted",
    -9: "killed, perhaps because the memory was full",
    -11: "a segmentation fault",
    0xC0000005: "an access violation",
    0xC00000FD: "a stack overflow",
}


class CheckProcess:
    """A process that runs a student's code; leaving the `with` ends it."""

    def __init__(
        self,
        folder: Path | str,
        *,
        script: str = CHECK_CHILD,
        ahead: bool = False,
        waiting: Callable[[], None] | None = None,
    ) -> None:
        """Start it; it imports what it needs and waits to be asked.

        `ahead` of the question by so much that it may import all it could need. `waiting` is called
        again and again while an answer takes long, and may raise.
        """
        self.waiting = waiting
        self._asked = False
        self._returned: list[bytes] = []
        # -P: a numpy.py or course.py lying in the student's folder must not be imported.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-P", script, *(["ahead"] if ahead else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            # Small arrays gain nothing from threads, whose start takes longer than the check; and
            # plt.show() opens no window that somebody would have to close first.
            env={
                **os.environ,
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
                "MPLBACKEND": "Agg",
            },
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
        self.end()

    def end(self) -> None:
        """Kill it, if it still runs, and close the pipes."""
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
        """Wait until it has started, and send it the one request; a second one is not heard."""
        if self._asked:
            return
        self._asked = True
        try:
            self.answer("ready", _START_SECONDS)
        except (Late, Ended) as failure:
            self._process.kill()
            errors = self._process.stderr.read() if self._process.stderr else b""
            from course.errors import CouldNotGrade
            from course.plain import one_line

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
        line = self.next_line(seconds)
        if not line:
            raise Ended(self._ending())
        try:
            message: dict[str, Any] = json.loads(line)
            if message["event"] == "late":
                raise Late(*(message[key] for key in ("place", "line", "code", "output")))
            if message["event"] == "damaged":
                from course.errors import MissingInput

                raise MissingInput(str(message["text"]))
            if message["event"] == "fault":
                from course.errors import CouldNotGrade

                raise CouldNotGrade(
                    f"The check itself failed, which is not your fault: {message['text']}. "
                    "Tell your instructor."
                )
            if message["event"] == event:
                return message
        except (ValueError, TypeError, KeyError):
            pass
        raise Ended("something wrote into the check's own channel")

    def take_back(self, lines: Sequence[bytes]) -> None:
        """Lines that somebody else has read, to be answered with once more."""
        self._returned = [*lines]

    def next_line(self, seconds: float) -> bytes:
        """What it writes next, nothing at its end; Late where that does not come in time."""
        if self._returned:
            return self._returned.pop(0)
        until = time.monotonic() + seconds + _GRACE_SECONDS
        while True:
            left = until - time.monotonic()
            try:
                return self._answers.get(timeout=left if self.waiting is None else _LONG)
            except Empty:
                if self.waiting is None or left < 0:
                    raise Late from None
                self.waiting()

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
