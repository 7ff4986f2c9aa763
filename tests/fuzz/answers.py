"""What a hostile worker may answer, and whether the grader's end stands it.

`judge` plays a worker that answers with the bytes it is given. Whatever they are must arrive as a
value, as an exception of the student's or as a Fault, each bounded; anything else is raised. The
fuzzer, `wire.py`, and the tests beside it call it.

The first byte says which answer is the hostile one, and how the rest is sent: as it is, or as a
header, a zero byte and raw buffers, with its length before it and the nonce in place of "?".
"""

import contextlib
import json
import re
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course.errors import CouldNotGrade, Fault
from course.submission import Source
from course.worker import codec
from course.worker.client import Worker
from course.worker.process import Limits

GOOD: dict[str, dict[str, Any]] = {
    "hello": {"nonce": "?", "output": "", "layers": ["seccomp"]},
    "load": {
        "nonce": "?",
        "output": "",
        "functions": ["f"],
        "answers": {"id": "a"},
        "problems": ["line 3: ZeroDivisionError"],
        "reason": "",
    },
    "call": {"nonce": "?", "output": "", "value": 1.0},
}
"""Answers that keep the rules."""


def _value(value: Any) -> tuple[str, dict[str, Any], bytes]:
    writer = codec.Writer()
    header = GOOD["call"] | {"value": writer.lenient(value)}
    return "call", header, b"".join(writer.buffers)


def _call_with(**more: Any) -> tuple[str, dict[str, Any], bytes]:
    return "call", GOOD["call"] | more, b""


_RAISED = {
    "class": "OwnError",
    "text": "it said",
    "bases": ["ValueError", "Exception"],
    "line": 3,
    "place": "line 3",
}
_VALUES = {
    "None": None,
    "bool": True,
    "int": -(2**1000),
    "float": float("nan"),
    "str": "a \ud800 \x1b",
    "array": np.zeros((2, 1), ">f8"),
    "bools": np.array([True, False]),
    "scalar": np.bool_(True),
    "list": [1.0, np.ones((), np.float16)],
    "tuple": (None, np.ones(1, np.clongdouble)),
    "complex": complex(1, -0.0),
    "handle": {"a": 1},
}
ANSWERS = {
    "hello": ("hello", GOOD["hello"], b""),
    "load": ("load", GOOD["load"], b""),
    "raised": _call_with(raised=_RAISED),
    "reshaped": _call_with(reshaped=[0, "(2,) float64", "(1, 2) float64"]),
    "changed": ("call", GOOD["call"] | {"changed": [[0, ["array", "<f8", [2], True]]]}, bytes(16)),
    "memory": _call_with(memory=True),
    **{f"value: {kind}": _value(value) for kind, value in _VALUES.items()},
}
"""Answers of each kind: to what, the header, and the raw buffers after it."""
LONGEST = 100_000
"""Bytes of an answer: what a socket takes at once, for nobody else reads here."""

_ASKED = tuple(GOOD)
_LIMITS = Limits(output_letters=500)
_LONGEST_TEXT = 2100
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
_LENGTH = struct.Struct(">I")


def framed(asked: str, header: Any, payload: bytes = b"") -> bytes:
    """What `judge` takes for a header and raw buffers."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return bytes([_ASKED.index(asked)]) + text + b"\0" + payload


def raw(asked: str, data: bytes) -> bytes:
    """What `judge` takes for bytes that are sent as they are."""
    return bytes([len(_ASKED) + _ASKED.index(asked)]) + data


def judge(data: bytes) -> str:
    """How the answers arrived: "value", "exception", or the name of a Fault."""
    way, sent = (data[0] % (2 * len(_ASKED)) if data else 0), data[1 : LONGEST + 1]
    answers = {asked: _frame(json.dumps(header).encode()) for asked, header in GOOD.items()}
    answers[_ASKED[way % len(_ASKED)]] = (
        _frame(*sent.split(b"\0", 1)) if way < len(_ASKED) else lambda _: sent
    )
    try:
        worker = Worker(_LIMITS, start=lambda *_: _Peer(answers))
    except CouldNotGrade as error:
        return _not_started(error)
    with worker:
        for layer in worker.layers:
            _look_at_text(layer)
        try:
            return _use(worker)
        except Fault as fault:
            _look_at_fault(fault, worker)
            return type(fault).__name__
        finally:
            printed = worker.output
            assert len(printed) <= 2 * _LIMITS.output_letters
            _look_at_text(printed)


def _not_started(error: CouldNotGrade) -> str:
    _look_at_text(str(error))
    assert isinstance(error.__cause__, Fault)
    return type(error.__cause__).__name__


def _use(worker: Worker) -> str:
    loaded = worker.load(Source("py", b"", "qkv.py"))
    texts = (*loaded.functions, *loaded.answers, *loaded.answers.values(), *loaded.problems)
    for text in (*texts, loaded.reason):
        _look_at_text(text)
    if "f" not in loaded.functions:
        return "value"
    written, kept = np.zeros(2), np.ones((2, 3), np.float32)
    kept.flags.writeable = False
    came = ""
    try:
        for _ in range(2):  # the second is after bytes that nobody asked for, if there were any
            came = _call(worker, [written, kept, 3.0, "text"])
    finally:
        assert (written.shape, written.dtype, written.flags.writeable) == ((2,), np.float64, True)
        assert (kept.shape, kept.dtype, kept.flags.writeable) == ((2, 3), np.float32, False)
        assert kept.tobytes() == np.ones((2, 3), np.float32).tobytes()
    return came


def _call(worker: Worker, arguments: list[Any]) -> str:
    try:
        value = worker.call("f", *arguments)
    except Exception as error:
        if not hasattr(error, "student_class"):
            raise
        for text in (str(error), error.student_class, error.student_place):
            _look_at_text(text)
        line = error.student_line
        assert line is None or line.bit_length() < 32
        return "exception"
    assert sum(_look_at(value)) <= codec.MAX_BYTES
    return "value"


def _look_at_fault(fault: Fault, worker: Worker) -> None:
    _look_at_text(str(fault))
    assert not worker.alive
    for again in (lambda: worker.call("f"), lambda: worker.load(Source("py", b"", "qkv.py"))):
        with contextlib.suppress(type(fault), NameError):
            again()
            raise AssertionError("a fault was forgotten") from fault


def _look_at_text(text: Any) -> None:
    assert type(text) is str
    assert len(text) < _LONGEST_TEXT
    assert not _UNSHOWABLE.search(text)


def _look_at(value: Any) -> Iterator[int]:
    """Use a value as a grader would; the bytes of each array in it."""
    if type(value) in (list, tuple):
        for item in value:
            yield from _look_at(item)
    elif isinstance(value, np.ndarray | np.generic):
        assert type(value) is np.ndarray or value.ndim == 0
        assert value.dtype.kind in "biufc"
        if value.dtype.kind == "b":
            assert np.asarray(value).view(np.uint8).max(initial=0) <= 1
        with np.errstate(all="ignore"):
            np.array_equal(value, np.asarray(value) + np.asarray(value))
        repr(value)
        yield value.nbytes
    elif type(value) is codec.Handle:
        assert len(repr(value).encode()) < _LONGEST_TEXT
    else:
        assert type(value) in (type(None), bool, int, float, complex, str)
        repr(value).encode()
        str(value).encode()


Answer = Callable[[bytes], bytes]
"""The bytes with which a request is answered, by its nonce."""


def _frame(header: bytes, payload: bytes = b"") -> Answer:
    def answer(nonce: bytes) -> bytes:
        text = header.replace(b'"?"', b'"%s"' % nonce, 1)
        return _LENGTH.pack(len(text)) + text + payload

    return answer


class _Peer:
    """A worker process that is only a socket."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.wire = _End(answers)

    def end(self, patience: float | None = None) -> str:
        self.wire.close()
        return "exit code 0"


class _End(socket.socket):
    """Our end of a socket whose other end answers at once, and then never again."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        ours, self._theirs = socket.socketpair()
        super().__init__(fileno=ours.detach())
        self._answers = answers

    def sendall(self, data: Any, *_: Any) -> None:
        (size,) = _LENGTH.unpack(data[:4])
        request = json.loads(data[4 : 4 + size])
        self._theirs.sendall(self._answers[request["op"]](request["nonce"].encode()))

    def settimeout(self, _: float | None) -> None:
        super().settimeout(0)  # what is not here now will not come

    def close(self) -> None:
        self._theirs.close()
        super().close()
