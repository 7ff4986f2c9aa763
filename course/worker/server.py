"""What a worker process does: answer requests, one at a time, until the socket closes.

Runs beside student code and trusts only the other end. `serve` takes an open socket and nothing
else of its surroundings, so that it can also run in a forked child.
"""

import builtins
import contextlib
import json
import os
import socket
import sys
from typing import Any, Protocol

import numpy as np

from . import codec, loader
from .printed import LETTERS, Printed

MAX_TEXT = 2000
"""Characters kept of an exception's text."""
_OURS = b"""
import numpy as np

def weights(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    total = np.array([[[sum(row)] for row in each] for each in powers])
    return (powers / total).transpose(0, 2, 1).reshape(6)
"""
"""A file like a student's."""


class Answers(Protocol):
    """What a worker is for: functions that are called, or a notebook's cells."""

    def reply(self, message: codec.Message, writer: codec.Writer) -> dict[str, Any]:
        """The answer to a request, without the nonce."""


def warm_up() -> None:
    """In a forked child: load and call a function of ours, before a student's are waited for.

    Python writes to whatever it uses, and the kernel copies what a child writes to, a page at a
    time: some 300 pages by the end of a first call.
    """
    with contextlib.suppress(Exception):  # what it is for works without it
        server = Server([])
        server._load("py", _OURS, "ours.py", 60.0)
        server._call("weights", [np.zeros((1, 2, 3))], codec.Writer())


def serve(end: socket.socket, server: Answers, *, output_letters: int = LETTERS) -> None:
    """Answer until the other end closes the socket, then end the process at once."""
    wire = codec.Wire(end)
    sys.stdout = sys.stderr = printed = Printed(output_letters)
    with contextlib.suppress(codec.WireError):
        while True:
            answer(wire, server, printed)
    # Nothing that a student registered with atexit runs.
    os._exit(0)


def answer(wire: codec.Wire, server: Answers, printed: Printed) -> None:
    """Answer one request."""
    message = wire.receive()
    writer = codec.Writer()
    try:
        reply = server.reply(message, writer)
    except MemoryError:
        writer, reply = codec.Writer(), {"memory": True}
    reply["nonce"] = message.header["nonce"]
    reply["output"] = printed.take()
    try:
        wire.send(reply, writer.buffers)
    except codec.TooLarge:
        # Only what was printed has no bound of its own beside the values'.
        wire.send(reply | {"output": ""}, writer.buffers)


class Server:
    """The functions loaded so far."""

    def __init__(self, layers: list[str], *, real_course: bool = False) -> None:
        self._layers = layers
        self._real_course = real_course
        self._functions: dict[str, tuple[Any, str]] = {}
        """Name -> the function, and the file that defines it."""

    def reply(self, message: codec.Message, writer: codec.Writer) -> dict[str, Any]:
        """The answer to a request, without the nonce."""
        header = message.header
        match header["op"]:
            case "hello":
                return {"layers": self._layers}
            case "load":
                data = message.value(header["data"]).tobytes()
                return self._load(header["kind"], data, header["path"], header["seconds"])
            case "call":
                arguments = [message.value(node) for node in header["arguments"]]
                return self._call(header["name"], arguments, writer)
        raise ValueError(header["op"])

    def _load(self, kind: str, data: bytes, path: str, seconds: float) -> dict[str, Any]:
        loaded = loader.load(kind, data, path, seconds=seconds, real_course=self._real_course)
        self._functions |= {name: (loaded.namespace[name], path) for name in loaded.functions}
        reply = {
            "functions": loaded.functions,
            "answers": dict(loaded.answers),
            "problems": [problem[:MAX_TEXT] for problem in loaded.problems],
            "reason": loaded.reason[:MAX_TEXT],
        }
        if len(json.dumps(reply)) > codec.MAX_HEADER // 2:
            reason = f"{path} defines more than can be listed."
            return {"functions": [], "answers": {}, "problems": [], "reason": reason}
        return reply

    def _call(self, name: str, arguments: list[Any], writer: codec.Writer) -> dict[str, Any]:
        function, path = self._functions[name]
        before = [
            (index, argument, _form(argument), argument.tobytes())
            for index, argument in enumerate(arguments)
            if isinstance(argument, np.ndarray)
        ]
        reply: dict[str, Any] = {}
        value = None
        try:
            value = function(*arguments)
        except MemoryError:
            raise
        except BaseException as error:
            reply["raised"] = _raised(error, path)
        changed = []
        for index, argument, form, data in before:
            if _form(argument) != form:
                # numpy lets `x.shape = …` and `x.dtype = …` happen in place.
                return {"reshaped": [index, _words(form), _words(_form(argument))]}
            if argument.tobytes() != data:
                changed.append([index, writer.strict(argument)])
        if changed:
            reply["changed"] = changed
        if "raised" not in reply:
            reply["value"] = writer.lenient(value)
        return reply


def _form(array: Any) -> tuple[tuple[int, ...], str]:
    return array.shape, array.dtype.str


def _words(form: tuple[tuple[int, ...], str]) -> str:
    shape, dtype = form
    return f"{shape} {np.dtype(dtype).name}"[:200]


def _raised(error: BaseException, path: str) -> dict[str, Any]:
    """Class, bases, text and place of an exception; its `__str__` may be the student's own."""
    try:
        # A KeyError's text is the repr of its key, and would be quoted twice.
        text = str(error.args[0] if type(error) is KeyError and error.args else error)
    except BaseException:
        text = ""
    line, where = loader.place(error.__traceback__, path)
    return {
        "class": type(error).__name__[:200],
        "bases": [base.__name__ for base in type(error).__mro__ if _is_builtin(base)],
        "text": text[:MAX_TEXT],
        "line": line,
        "place": where,
    }


def _is_builtin(base: type) -> bool:
    return getattr(builtins, base.__name__, None) is base and issubclass(base, Exception)
