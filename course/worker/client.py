"""A worker, as the grader sees it: load a file, call its functions, be told what went wrong.

    with Worker() as worker:
        loaded = worker.load(source)
        worker.budget()
        value = worker.call("softmax", scores)

The other end is hostile. Whatever it sends arrives as a value, as an exception of the student's,
or as a Fault; a Fault kills the process, and every later call raises it again.
"""

import builtins
import contextlib
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Self, TypeVar

import numpy as np

from course.errors import (
    CouldNotGrade,
    Crashed,
    Fault,
    Lost,
    OutOfMemory,
    StudentError,
    TimedOut,
    WireFault,
    without_frames,
)
from course.plain import plain
from course.submission import Source
from course.worker import codec
from course.worker.cell_outputs import Output, outputs
from course.worker.loader import MAX_PROBLEMS, Loaded
from course.worker.process import LOST, Limits, Process, Start, start

Error = TypeVar("Error", bound=Exception)

_DEFAULT = Limits()
_START_SECONDS = 60.0
"""For a process to start and import numpy, on a machine under load; no student code runs yet."""
_LOAD_MARGIN = 1.5
"""The loader stops a slow file by itself; this is for one that cannot be stopped."""
_CELL_GRACE_SECONDS = 5.0
"""The shell stops a slow cell by itself; after so long, it is stopped from here."""
_MAX_TEXT = 2000
_UNREAD = 1 << 16
"""Bytes that a socket takes though nobody reads them; Linux gives it three times as many."""

_ENDS_QUIETLY = {"StopIteration", "StopAsyncIteration"}
"""A hidden test's `map` and `zip` would take them for the end of the inputs, and pass."""
_EXCEPTIONS = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type)
    and issubclass(value, Exception)
    and name == value.__name__
    and name not in _ENDS_QUIETLY
}
_UNUSUAL: dict[str, Callable[[str], Exception]] = {
    "UnicodeDecodeError": lambda text: UnicodeDecodeError("utf-8", b"\0", 0, 1, text),
    "UnicodeEncodeError": lambda text: UnicodeEncodeError("utf-8", "\0", 0, 1, text),
    "UnicodeTranslateError": lambda text: UnicodeTranslateError("\0", 0, 1, text),
    "ExceptionGroup": lambda text: ExceptionGroup(text, [StudentError(text)]),
}
"""Exceptions that are not made from a text alone."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call that was asked for."""

    message: codec.Sent
    arguments: tuple[Any, ...]
    size: int
    """Bytes of the message, at most."""


class Worker:
    """A process that runs one submission's code."""

    def __init__(
        self,
        limits: Limits = _DEFAULT,
        path: Sequence[str] = (),
        start: Start = start,
        *,
        wait: bool = True,
    ) -> None:
        """Start it; the folders of `path` are importable, and `course` is then the real one.

        Raises Lost, or CouldNotGrade where it does not start; without `wait`, `load` may do so.
        """
        self._limits = limits
        self.seconds_left = limits.submission_seconds
        """Of those that the submission may take; only time spent in the worker counts."""
        self._exercise = limits.submission_seconds
        self._fault: Fault | None = None
        self._output = ""
        self._functions: set[str] = set()
        self._unsent: deque[Request] = deque()
        self._under_way = 0
        """Bytes of the requests that were sent and not answered."""
        self._before: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
        """Arrays of the caller's that were changed, each with what it held before."""
        self._process = start(limits, path)
        self._wire = self._wire_to(self._process)
        self.alive = True
        self.layers: tuple[str, ...] = ()
        """The isolation that holds."""
        self._loading = ""
        """The nonce of a load that was asked for."""
        with self._starting() as deadline:
            self._hello = self._send({"op": "hello"}, [], deadline)
        if wait:
            self._wait()

    def _wire_to(self, process: Process) -> codec.Wire:
        return codec.Wire(process.wire)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill the process and all that it started; it is gone soon."""
        self._put_back()
        if self.alive:
            self.alive = False
            self._process.end()

    def wait(self) -> None:
        """Wait until a worker that is closed is gone."""
        self._process.end(0.0)

    def budget(self, seconds: float | None = None) -> None:
        """Begin an exercise: its calls have so many seconds together, the limits' by default.

        Only time spent in the worker counts, so a slow grader costs a student nothing. Arrays that
        calls have changed are as they were again: a hidden test may keep them for everybody.
        """
        self._put_back()
        self._exercise = self._limits.exercise_seconds if seconds is None else seconds

    @property
    def has_written(self) -> bool:
        """Whether calls have changed arrays since the exercise began."""
        return bool(self._before)

    @property
    def answered(self) -> bool:
        """Whether the answer to what was asked has come, at least in part."""
        if self._hello and self._wire.waiting:
            self._wait()
        return not self._hello and self._wire.waiting

    @property
    def output(self) -> str:
        """What the student's code printed since it was last asked; safe to show, and bounded."""
        taken, self._output = self._output, ""
        return taken

    def begin_load(self, source: Source) -> None:
        """Have a file run; the next `load` waits for what comes of it."""
        seconds = min(self._limits.load_seconds, self.seconds_left)
        writer = codec.Writer()
        header = {
            "op": "load",
            "kind": source.kind,
            "path": source.path,
            "seconds": seconds,
            "data": writer.strict(np.frombuffer(source.data, np.uint8)),
        }
        with self._guarded(seconds * _LOAD_MARGIN, "load") as deadline:
            self._loading = self._send(header, writer.buffers, deadline)

    def load(self, source: Source) -> Loaded:
        """Run a file and keep its functions, beside those of files loaded before."""
        self._wait()
        if not self._loading:
            self.begin_load(source)
        seconds = min(self._limits.load_seconds, self.seconds_left)
        with self._guarded(seconds * _LOAD_MARGIN, "load") as deadline:
            reply = self._receive(self._loading, deadline).header
            self._loading = ""
            answers = reply["answers"]
            loaded = Loaded(
                functions=_texts(reply["functions"]),
                answers=dict(
                    zip(_texts(list(answers)), _texts(list(answers.values())), strict=True)
                ),
                problems=_texts(reply["problems"])[: MAX_PROBLEMS + 1],
                reason=_text(reply["reason"]),
            )
        self._functions |= set(loaded.functions)
        return loaded

    def run_cell(self, source: str, seconds: float) -> tuple[Output, ...]:
        """Run a notebook's cell in the shell of a notebook's jail, and say what it showed.

        What the cell raised is one of its outputs; a Fault ends the notebook.
        """
        seconds = min(seconds, self.seconds_left)
        writer = codec.Writer()
        node = writer.strict(np.frombuffer(source.encode(), np.uint8))
        header = {"op": "cell", "source": node, "seconds": seconds}
        with self._guarded(seconds + _CELL_GRACE_SECONDS, "cell") as deadline:
            message = self._ask(header, writer.buffers, deadline)
            return outputs(message.value(message.header["outputs"]))

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a function of the student's; changes to arrays are written back into the caller's.

        Raises what it raised: its nearest built-in class of Exception, or StudentError. Either
        carries `student_class`, `student_line` and `student_place` ("code cell 5, line 2").
        """
        return self.answer(self.request(name, *arguments))

    def request(self, name: str, *arguments: Any) -> "Request":
        """Ask for a call without waiting for it; every request's `answer` is to be taken, in order.

        It may still lie here when `answer` is called, which sends it.
        """
        if name not in self._functions:
            raise NameError(f"{name!r} is not defined in the submission.")
        writer = codec.Writer()
        nodes = [writer.strict(argument) for argument in arguments]
        nonce = secrets.token_hex(8)
        header = {"nonce": nonce, "op": "call", "name": name, "arguments": nodes}
        request = Request((header, writer.buffers), arguments, writer.size)
        self._unsent.append(request)
        return request

    def answer(self, request: "Request") -> Any:
        """What the oldest request whose answer was not taken came to; returns or raises as `call`.

        After a Fault no request is answered.
        """
        with self._guarded(self._exercise, "exercise") as deadline:
            self._send_what_fits(deadline)
            message = self._receive(request.message[0]["nonce"], deadline)
            self._under_way -= request.size
            raised = _raised(message.header)
            changed = _changed(message, request.arguments)
            value = None if raised else message.value(message.header["value"])
        for argument, now in changed:
            if not argument.flags.writeable:
                raise _reshaped("a read-only array was written to")
            self._before.append((argument, argument.copy()))
            np.copyto(argument, now)
        if raised:
            raise raised
        return value

    def _put_back(self) -> None:
        """Undo what calls have changed."""
        while self._before:
            argument, before = self._before.pop()
            alike = (argument.shape, argument.dtype) == (before.shape, before.dtype)
            if alike and argument.flags.writeable:
                np.copyto(argument, before)

    def _send_what_fits(self, deadline: float) -> None:
        """Send requests as long as they find room in the socket even if nobody reads them.

        Else we might wait for a worker that waits for us to read its answer.
        """
        messages: list[codec.Sent] = []
        while self._unsent:
            size = self._unsent[0].size
            if self._under_way and self._under_way + size > _UNREAD:
                break
            self._under_way += size
            messages.append(self._unsent.popleft().message)
        if messages:
            self._wire.send_all(messages, deadline)

    def _wait(self) -> None:
        """Wait until the process has started; that is our time, not the student's."""
        if self._hello:
            with self._starting() as deadline:
                reply = self._receive(self._hello, deadline).header
                self.layers, self._hello = _texts(reply["layers"]), ""

    @contextlib.contextmanager
    def _starting(self) -> Iterator[float]:
        try:
            with self._guarded(_START_SECONDS, "start") as deadline:
                yield deadline
        except Lost:
            raise  # so that it is tried once more
        except Fault as error:
            raise CouldNotGrade(f"A worker process did not start: {error}") from error
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def _guarded(self, seconds: float, whose: str) -> Iterator[float]:
        """Give a deadline, count the time, and turn whatever breaks into a Fault."""
        if self._fault is not None:
            raise without_frames(self._fault)
        if not self.alive:
            raise RuntimeError("The worker is closed.")
        if self.seconds_left < seconds and whose != "start":
            seconds, whose = self.seconds_left, "submission"
        begun = time.monotonic()
        try:
            if seconds <= 0:
                raise codec.Late
            yield begun + seconds
        except codec.Late:
            self._fail(TimedOut(f"The {whose} took longer than it may."))
        except codec.Closed:
            # The socket closes a moment before the process can be asked how it ended.
            self._fail(Crashed("The worker ended by itself"), patience=1.0)
        except codec.Broken as error:
            self._fail(WireFault(f"The worker sent {error}."))
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
            self._fail(WireFault("The worker sent an answer without what was asked for."))
        except OutOfMemory as error:
            self._fail(error)
        finally:
            spent = time.monotonic() - begun
            if whose != "start":
                self.seconds_left -= spent
            if whose not in ("start", "load", "cell"):
                self._exercise -= spent

    def _ask(
        self, header: dict[str, Any], buffers: Sequence[codec.Buffer], deadline: float
    ) -> codec.Message:
        """Send a request and receive the answer to it, and to no other."""
        return self._receive(self._send(header, buffers, deadline), deadline)

    def _send(
        self, header: dict[str, Any], buffers: Sequence[codec.Buffer], deadline: float
    ) -> str:
        """Send a request; its nonce, which nothing that was sent before it can know."""
        nonce = secrets.token_hex(8)
        self._wire.send({"nonce": nonce, **header}, buffers, deadline)
        return nonce

    def _receive(self, nonce: str, deadline: float) -> codec.Message:
        message = self._wire.receive(deadline)
        if message.header["nonce"] != nonce:
            raise codec.Broken("an answer to something else")
        room = max(0, 2 * self._limits.output_letters - len(self._output))
        self._output += _text(message.header["output"], self._limits.output_letters)[:room]
        if message.header.get("memory"):
            raise OutOfMemory(f"More than {self._limits.memory_bytes >> 20} MiB were asked for.")
        return message

    def _fail(self, fault: Fault, patience: float = 0.0) -> NoReturn:
        """Kill the process; this fault is what every later call raises."""
        self.alive = False
        how = self._process.end(patience)
        if how == LOST:
            fault = Lost()
        elif isinstance(fault, Crashed):
            kind = TimedOut if how == "SIGXCPU" else Crashed
            fault = kind(f"{fault}: {how}.")
        self._fault = without_frames(fault)
        raise fault from None


def _raised(header: dict[str, Any]) -> Exception | None:
    """The exception of an answer, made anew from names that Python itself knows."""
    if "reshaped" in header:
        index, before, after = header["reshaped"]
        if not _is_small(index):
            raise codec.Broken("a change to no argument")
        words = f"argument {index + 1} was {_text(before)} and is now {_text(after)}"
        return _reshaped(words)
    if "raised" not in header:
        return None
    told = header["raised"]
    name, text = _text(told["class"]), _text(told["text"])
    known = [_EXCEPTIONS[base] for base in _texts(told["bases"]) if base in _EXCEPTIONS]
    error: Exception
    if known and (known[0] is not Exception or name == "Exception"):
        nearest = known[0]
        error = _UNUSUAL.get(nearest.__name__, nearest)(text)
    else:
        error = StudentError(f"{name}: {text}" if text else name)
    line = told["line"]
    return _marked(error, name, line if _is_small(line) else None, _text(told["place"]))


def _reshaped(words: str) -> StudentError:
    return _marked(StudentError(f"argument changed: {words}"), "argument changed", None, "")


def _marked(error: Error, name: str, line: int | None, place: str) -> Error:
    error.student_class = name  # type: ignore[attr-defined]
    error.student_line = line  # type: ignore[attr-defined]
    error.student_place = place  # type: ignore[attr-defined]
    return error


def _changed(
    message: codec.Message, arguments: Sequence[Any]
) -> list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Arrays of the caller's, each with what the worker left in it."""
    pairs = []
    for index, node in message.header.get("changed", []):
        if type(index) is not int or index < 0:
            raise codec.Broken("a change to no argument")
        argument, now = arguments[index], message.value(node)
        if not isinstance(argument, np.ndarray) or not isinstance(now, np.ndarray):
            raise codec.Broken("a change to what is no array")
        if (argument.shape, argument.dtype) != (now.shape, now.dtype):
            raise codec.Broken("a change of shape")
        pairs.append((argument, now))
    return pairs


def _is_small(value: Any) -> bool:
    """Whether it is a number that may be shown: one of 4000 digits would fill a page."""
    return type(value) is int and 0 <= value < 1 << 31


def _text(value: Any, limit: int = _MAX_TEXT) -> str:
    if type(value) is not str:
        raise codec.Broken("what should be text and is not")
    return plain(value, limit) if value else ""


def _texts(values: Any) -> tuple[str, ...]:
    if type(values) is not list:
        raise codec.Broken("what should be a list and is not")
    return tuple(_text(value) for value in values)
