"""A worker without a process: the same client and the same server, with no wire between them.

For the author's own programs, once they have come back from a real worker: with fifty seeds of
thousands of calls, most of the time would go into switching between two processes.
"""

import contextlib
import json
import socket
from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from course.errors import OutOfMemory
from course.worker import codec
from course.worker.client import Worker
from course.worker.printed import Printed
from course.worker.process import Limits, Process
from course.worker.server import Server


class InProcess(Worker):
    """What answers as a worker does; nothing holds it, so it takes trusted code alone."""

    def __init__(self, limits: Limits, path: Sequence[str] = ()) -> None:
        self._server = Server([], real_course=bool(path))
        self._printed = Printed(limits.output_letters)
        super().__init__(limits, path, _nobody)

    def _ask(
        self,
        header: dict[str, Any],
        buffers: Sequence[memoryview],
        deadline: float,  # noqa: ARG002 - nobody could be ended
    ) -> codec.Message:
        request, writer = _message(header, buffers), codec.Writer()
        with (
            np.errstate(),  # a program may set it for its whole process
            contextlib.redirect_stdout(self._printed),
            contextlib.redirect_stderr(self._printed),
        ):
            try:
                reply = self._server.reply(request, writer)
            except MemoryError:
                raise OutOfMemory("More was asked for than there is.") from None
        self._output += self._printed.take()
        if header["op"] != "call":
            reply = json.loads(json.dumps(reply))
        return _message(reply, writer.buffers)


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

    def __init__(self, buffers: Sequence[memoryview]) -> None:
        self._left = iter(buffers)

    def read_into(self, view: memoryview, deadline: float | None) -> None:  # noqa: ARG002 - a wire's
        """Copy the next array's bytes."""
        view[:] = next(self._left)


def _message(header: dict[str, Any], buffers: Sequence[memoryview]) -> codec.Message:
    return codec.Message(cast("codec.Wire", _Buffers(buffers)), header, None)
