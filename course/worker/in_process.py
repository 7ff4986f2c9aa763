"""A worker without a process: the same client and the same server, with no wire between them.

For the course's own code: the references, and an author's programs once they have come back from a
real worker. Most of the time would go into switching between two processes.
"""

import contextlib
import json
import socket
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any, cast

import numpy as np

from course.bounded import bounded
from course.worker import codec
from course.worker.client import Worker
from course.worker.printed import Printed
from course.worker.process import Limits, Process
from course.worker.server import Server, answer

_drawn_from = np.random.MT19937()
"""What NumPy's global random numbers come from while code of the course answers."""


class InProcess(Worker):
    """What answers as a worker does; nothing holds it, so it takes trusted code alone."""

    def __init__(
        self, limits: Limits, path: Sequence[str] = (), *, interrupts: bool = False
    ) -> None:
        """With `interrupts`, what takes too long is stopped where the system has the signal."""
        self._interrupts = interrupts
        self._server = Server([], real_course=bool(path))
        self._printed = Printed(limits.output_letters)
        super().__init__(limits, path, _nobody)

    def _wire_to(self, process: Process) -> codec.Wire:  # noqa: ARG002 - nobody's
        return cast("codec.Wire", _NoWire(self._server, self._printed, self._interrupts))


class _NoWire:
    """The grader's end of a wire at whose other end the server is called."""

    def __init__(self, server: Server, printed: Printed, interrupts: bool) -> None:
        self._server, self._printed, self._interrupts = server, printed, interrupts
        self._answers: deque[codec.Message] = deque()

    def send(
        self, header: dict[str, Any], buffers: Sequence[codec.Buffer], deadline: float
    ) -> None:
        """Have one request answered."""
        self.send_all([(header, buffers)], deadline)

    def send_all(self, messages: Sequence[codec.Sent], deadline: float) -> None:
        """Have requests answered, one after another."""
        if self._interrupts and time.monotonic() >= deadline:
            raise codec.Late
        with (
            bounded(max(0.001, deadline - time.monotonic())) if self._interrupts else nullcontext(),
            _as_in_a_process_of_its_own(),
            contextlib.redirect_stdout(self._printed),
            contextlib.redirect_stderr(self._printed),
        ):
            for header, buffers in messages:
                end = _TheirEnd(_message(header, buffers), self._answers)
                answer(cast("codec.Wire", end), self._server, self._printed)
        if self._interrupts and time.monotonic() >= deadline:
            raise codec.Late  # whatever the function made of the interruption

    def receive(self, deadline: float) -> codec.Message:  # noqa: ARG002 - as above
        """The next answer."""
        return self._answers.popleft()


class _TheirEnd:
    """The server's end, for one request."""

    def __init__(self, request: codec.Message, answers: deque[codec.Message]) -> None:
        self._request, self._answers = request, answers

    def receive(self) -> codec.Message:
        """The request."""
        return self._request

    def send(self, reply: dict[str, Any], buffers: Sequence[codec.Buffer]) -> None:
        """Keep the answer."""
        if "functions" in reply:  # what was loaded comes in tuples, which JSON makes lists
            reply = json.loads(json.dumps(reply))
        if reply.get("raised", {}).get("class") == "KeyboardInterrupt":
            raise KeyboardInterrupt  # it was meant for the grader
        self._answers.append(_message(reply, buffers))


@contextlib.contextmanager
def _as_in_a_process_of_its_own() -> Iterator[None]:
    """Keep what NumPy and warnings hold for a whole process apart from a hidden test's."""
    tests_draw_from = np.random.get_bit_generator()  # type: ignore[attr-defined]
    np.random.set_bit_generator(_drawn_from)  # type: ignore[attr-defined] # not in its stubs
    try:
        with (
            np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_bit_generator(tests_draw_from)  # type: ignore[attr-defined]


class _Nobody:
    """Stands where a worker's process would."""

    wire = cast("socket.socket", None)

    def end(self, patience: float | None = None) -> str:  # noqa: ARG002 - there is nobody to wait for
        """Nothing runs."""
        return "exit code 0"


def _nobody(limits: Limits, path: Sequence[str]) -> Process:  # noqa: ARG001 - a Start's
    return _Nobody()


class _Buffers:
    """What follows a header, where it lies in memory already."""

    def __init__(self, buffers: Sequence[codec.Buffer]) -> None:
        self._left = iter(buffers)

    def read(self, size: int, deadline: float | None) -> bytes:  # noqa: ARG002 - a wire's
        """The next array's bytes."""
        return bytes(next(self._left))

    def read_into(self, view: memoryview, deadline: float | None) -> None:  # noqa: ARG002 - as above
        """Copy the next array's bytes."""
        view[:] = next(self._left)


def _message(header: dict[str, Any], buffers: Sequence[codec.Buffer]) -> codec.Message:
    return codec.Message(cast("codec.Wire", _Buffers(buffers)), header, None)
