"""A worker without a process: the same client and the same server, with no wire between them.

For the author's own programs, once they have come back from a real worker: with fifty seeds of
thousands of calls, most of the time would go into switching between two processes.
"""

import contextlib
import json
import socket
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from course.worker import codec
from course.worker.client import Worker
from course.worker.printed import Printed
from course.worker.process import Limits, Process
from course.worker.server import Server, answer


class InProcess(Worker):
    """What answers as a worker does; nothing holds it, so it takes trusted code alone."""

    def __init__(self, limits: Limits, path: Sequence[str] = ()) -> None:
        self._server = Server([], real_course=bool(path))
        self._printed = Printed(limits.output_letters)
        super().__init__(limits, path, _nobody)

    def _wire_to(self, process: Process) -> codec.Wire:  # noqa: ARG002 - nobody's
        return cast("codec.Wire", _NoWire(self._server, self._printed))


class _NoWire:
    """The grader's end of a wire at whose other end the server is called."""

    def __init__(self, server: Server, printed: Printed) -> None:
        self._server, self._printed = server, printed
        self._answers: deque[codec.Message] = deque()

    def send(
        self, header: dict[str, Any], buffers: Sequence[codec.Buffer], deadline: float
    ) -> None:
        """Have one request answered."""
        self.send_all([(header, buffers)], deadline)

    def send_all(self, messages: Sequence[codec.Sent], deadline: float) -> None:  # noqa: ARG002 - nobody could be ended
        """Have requests answered, one after another."""
        with (
            np.errstate(),  # a program may set it for its whole process
            contextlib.redirect_stdout(self._printed),
            contextlib.redirect_stderr(self._printed),
        ):
            for header, buffers in messages:
                end = _TheirEnd(_message(header, buffers), self._answers)
                answer(cast("codec.Wire", end), self._server, self._printed)

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
        self._answers.append(_message(reply, buffers))


class _Nobody:
    """Stands where a worker's process would."""

    wire = cast("socket.socket", None)

    def end(self, patience: float = 0.0) -> str:  # noqa: ARG002 - there is nobody to wait for
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
