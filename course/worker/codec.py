"""The wire between a grader and a worker: a JSON header, then raw buffers.

Both ends use it, and neither end may believe the other: byte counts are computed from a
whitelisted dtype and a shape, everything is bounded, nothing is ever unpickled, and every read
and write has a deadline. Imports nothing of `course`, for it runs beside student code.

A value is a node of the header: None, bool, int, float and str stand for themselves, the rest is
a list that begins with its kind:

    ["list", [node…]]  ["tuple", [node…]]  ["complex", re, im]
    ["array", dtype, shape, writeable]     its bytes follow the header, in order of appearance
    ["scalar", dtype]                      a numpy scalar, sent as an array of no axes
    ["handle", description]                anything else: told, not sent
"""

import json
import math
import select
import socket
import struct
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np

MAX_HEADER = 1 << 20
MAX_BYTES = 256 << 20
"""Of all arrays of one message."""
MAX_NODES = 50_000
MAX_TEXT = 600_000
"""Bytes of the header that the values of one message may take."""
MAX_DEPTH = 32
MAX_AXES = 32
MAX_AXIS = 1 << 31
MAX_BITS = 1024
"""Of an integer."""

_NATIVE = [np.dtype(code) for code in "?bBhHiIlLqQefdgFDG"]
_DTYPES = {dtype.str: dtype for own in _NATIVE for dtype in (own, own.newbyteorder("S"))}
_CODES = {dtype: code for code, dtype in _DTYPES.items()}
_NODE, _LETTER = 28, 12
"""Bytes that a value takes at most, without its text, and a letter of its text, in JSON."""
_to_json = json.JSONEncoder(separators=(",", ":")).encode
_from_json = json.JSONDecoder().decode
_LENGTH = struct.Struct(">I")
_SMALL = 1 << 16
_LONGEST = 1e6
"""Seconds that a socket can be told to wait."""

Buffer = bytes | memoryview
"""Bytes of an array."""
Sent = tuple[dict[str, Any], Sequence[Buffer]]
"""A message: its header, and the buffers that follow."""


class WireError(Exception):
    """The other end did not do its part."""


class Broken(WireError):
    """A message that breaks the rules."""


class Closed(WireError):
    """The other end is gone."""


class Late(WireError):
    """The deadline passed."""


class NotAValue(TypeError):
    """Something was asked of a value that did not travel: "The function returned a dict."."""


class TooLarge(Exception):
    """A value that may not travel, and why."""


class Handle:
    """What stands for a value that did not travel; it refuses to be taken for one."""

    __slots__ = ("_description",)
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, description: str) -> None:
        self._description = description

    def __repr__(self) -> str:
        return f"<{self._description}>"

    def __str__(self) -> str:
        return self._description

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NotAValue(f"The function returned {self._description}.")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # Python, numpy and pytest look for protocols
            raise AttributeError(name)
        self._refuse()

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __array__ = __iter__ = __len__ = __getitem__ = __contains__ = __call__ = _refuse
    __int__ = __float__ = __complex__ = __index__ = __round__ = _refuse
    __neg__ = __pos__ = __abs__ = __invert__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __matmul__ = __rmatmul__ = __truediv__ = __rtruediv__ = __pow__ = __rpow__ = _refuse
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refuse
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _refuse


class Writer:
    """Turns values into nodes, and collects the buffers that follow them."""

    def __init__(self) -> None:
        self.buffers: list[Buffer] = []
        self._text = 0
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes that the values take at most, in the header and after it."""
        return self._text + self._bytes

    def strict(self, value: Any) -> Any:
        """The node of a value; raise TooLarge or TypeError where it cannot travel."""
        return self._node(value, 0)

    def lenient(self, value: Any) -> Any:
        """The node of a value, a handle that describes it where it cannot travel."""
        mark = len(self.buffers), self._text, self._bytes
        try:
            return self._node(value, 0, lenient=True)
        except TooLarge as error:
            del self.buffers[mark[0] :]
            self._text, self._bytes = mark[1:]
            return ["handle", f"{kind(value)}, {error}"]

    def _node(self, value: Any, depth: int, *, lenient: bool = False) -> Any:
        self._spend(_NODE)
        if value is None or type(value) is bool or type(value) is float:
            return value
        if isinstance(value, np.ndarray):
            code = _CODES.get(value.dtype)
            if code:
                self._append(value)
                return ["array", code, list(value.shape), bool(value.flags.writeable)]
        elif isinstance(value, np.generic):
            code = _CODES.get(value.dtype)
            if code:
                self._append(np.asarray(value))
                return ["scalar", code]
        elif isinstance(value, str):
            self._spend(_LETTER * len(value))
            return str.__str__(value)
        elif isinstance(value, int):
            if int.bit_length(value) > MAX_BITS:
                raise TooLarge("too large to be looked at")
            self._spend(int.bit_length(value) // 3)
            return int.__int__(value)
        elif isinstance(value, float):
            return float.__float__(value)
        elif isinstance(value, complex):
            self._spend(2 * _NODE)
            return ["complex", value.real, value.imag]
        elif isinstance(value, list | tuple):
            if depth == MAX_DEPTH:
                raise TooLarge("nested too deeply to be looked at")
            return [
                "list" if isinstance(value, list) else "tuple",
                [self._node(item, depth + 1, lenient=lenient) for item in value],
            ]
        if not lenient:
            raise TypeError(f"{kind(value)} cannot be sent to a worker.")
        told = kind(value)
        self._spend(_NODE + _LETTER * len(told))
        return ["handle", told]

    def _spend(self, size: int) -> None:
        self._text += size
        if self._text > MAX_TEXT:
            raise TooLarge("too long to be looked at")

    def _append(self, array: np.ndarray[Any, Any]) -> None:
        # A broadcast array has more bytes than it takes, so the shape counts.
        size = math.prod(array.shape) * array.dtype.itemsize
        if self._bytes + size > MAX_BYTES:
            raise TooLarge(f"{size / 1e9:.1f} GB, too large to be looked at")
        if array.ndim > MAX_AXES or max(array.shape, default=0) > MAX_AXIS:
            raise TooLarge("too large to be looked at")
        self._spend(_NODE * (1 + array.ndim))
        self._bytes += size
        if size <= _SMALL:
            self.buffers.append(array.tobytes())
        else:
            plain = np.asarray(array, order="C")
            self.buffers.append(plain.reshape(-1).view(np.uint8).data)


def kind(value: Any) -> str:
    """What a value is, in words: "a dict", "an object array of shape (2, 3)"."""
    if isinstance(value, np.ndarray):
        name = f"{value.dtype.name[:40]} array of shape {value.shape}"
    elif isinstance(value, np.generic):
        name = f"numpy {value.dtype.name[:40]}"
    else:
        name = type.__dict__["__name__"].__get__(type(value))[:80]
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _parts(header: dict[str, Any], buffers: Sequence[Buffer]) -> list[Buffer]:
    text = _to_json(header).encode()
    if len(text) > MAX_HEADER:
        raise TooLarge("too long to be looked at")
    return [_LENGTH.pack(len(text)), text, *buffers]


class Wire:
    """One end of the socket. A deadline is a time of `time.monotonic`, or None."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._ahead = b""
        self._taken = 0
        """So many bytes of those that were read ahead are used up."""

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def send(
        self, header: dict[str, Any], buffers: Sequence[Buffer], deadline: float | None = None
    ) -> None:
        """Send one message; raise TooLarge where its header is."""
        self.send_all([(header, buffers)], deadline)

    def send_all(self, messages: Sequence[Sent], deadline: float | None = None) -> None:
        """Send messages one after another, small ones together."""
        parts = [part for header, buffers in messages for part in _parts(header, buffers)]
        if sum(map(len, parts)) <= _SMALL:
            parts = [b"".join(parts)]
        try:
            for part in parts:
                self._limit(deadline)
                self._socket.sendall(part)
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Closed from error

    def receive(self, deadline: float | None = None) -> "Message":
        """The next message's header, with its buffers still to be read."""
        (length,) = _LENGTH.unpack(self.read(_LENGTH.size, deadline))
        if length > MAX_HEADER:
            raise Broken(f"a header of {length} bytes")
        try:
            header = _from_json(self.read(length, deadline).decode())
        except (ValueError, RecursionError) as error:
            raise Broken("a header that is not JSON") from error
        if type(header) is not dict:
            raise Broken("a header that is not an object")
        return Message(self, header, deadline)

    @property
    def waiting(self) -> bool:
        """Whether something has come that was not read."""
        return self._taken < len(self._ahead) or bool(select.select([self._socket], [], [], 0)[0])

    def _limit(self, deadline: float | None) -> None:
        if deadline is None:
            self._socket.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise Late
        self._socket.settimeout(min(left, _LONGEST))

    def read(self, size: int, deadline: float | None) -> bytes:
        """The next bytes; one read of the socket fetches a header and its small arrays together."""
        if len(self._ahead) - self._taken < size:
            ahead = bytearray(self._ahead[self._taken :])
            while len(ahead) < size:
                ahead += self._received(self._socket.recv, _SMALL, deadline)
            self._ahead, self._taken = bytes(ahead), 0
        self._taken += size
        return self._ahead[self._taken - size : self._taken]

    def read_into(self, view: memoryview, deadline: float | None) -> None:
        """Fill a buffer."""
        ready = self.read(min(len(view), len(self._ahead) - self._taken), deadline)
        view[: len(ready)] = ready
        view = view[len(ready) :]
        while view:
            view = view[self._received(self._socket.recv_into, view, deadline) :]

    def _received(self, receive: Callable[[Any], Any], what: Any, deadline: float | None) -> Any:
        self._limit(deadline)
        try:
            received = receive(what)
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Closed from error
        if not received:
            raise Closed
        return received


class Message:
    """A header that was read, and a reader of the values it tells of."""

    def __init__(self, wire: Wire, header: dict[str, Any], deadline: float | None) -> None:
        self.header = header
        self._wire = wire
        self._deadline = deadline
        self._nodes = 0
        self._bytes = 0

    def value(self, node: Any, depth: int = 0) -> Any:
        """The value of a node; arrays must be asked for in the order in which they came."""
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise Broken("too many values")
        if node is None or type(node) in (bool, float):
            return node
        if type(node) is int:
            if node.bit_length() > MAX_BITS:
                raise Broken("too large an integer")
            return node
        if type(node) is str:
            return _text(node)
        if type(node) is list and len(node) == 4 and node[0] == "array":
            # Most values by far; a pattern takes ten times as long.
            _, code, shape, writeable = node
            if type(code) is not str or type(shape) is not list or type(writeable) is not bool:
                raise Broken("an array that says not what it is")
            array = self._array(code, shape)
            if not writeable:
                array.flags.writeable = False
            return array
        match node:
            case ["scalar", str(code)]:
                return self._array(code, [])[()]
            case ["list", list(items)]:
                return [self.value(item, depth + 1) for item in items]
            case ["tuple", list(items)]:
                return tuple([self.value(item, depth + 1) for item in items])
            case ["complex", float(real), float(imag)]:
                return complex(real, imag)
            case ["handle", str(description)]:
                return Handle(_text(description)[:200])
        raise Broken("a value of no known kind")

    def _array(self, code: str, shape: list[Any]) -> np.ndarray[Any, Any]:
        dtype = _DTYPES.get(code)
        if dtype is None:
            raise Broken("a dtype that may not travel")
        if len(shape) > MAX_AXES or not all(type(n) is int and 0 <= n <= MAX_AXIS for n in shape):
            raise Broken("a shape that cannot be")
        size = math.prod(shape) * dtype.itemsize
        self._bytes += size
        if self._bytes > MAX_BYTES:
            raise Broken(f"arrays of {self._bytes} bytes")
        try:
            if size <= _SMALL:
                data = self._wire.read(size, self._deadline)
                array: np.ndarray[Any, Any] = np.ndarray(shape, dtype, data).copy()
            else:
                array = np.empty(shape, dtype)
                self._wire.read_into(array.reshape(-1).view(np.uint8).data, self._deadline)
        except ValueError as error:
            raise Broken("a shape that cannot be") from error
        if dtype.kind == "b":
            raw = array.view(np.uint8)
            raw[...] = raw != 0  # numpy trusts a bool to be 0 or 1
        return array


def _text(text: str) -> str:
    """A string without lone surrogates, which nobody downstream could encode."""
    return text.encode("utf-8", "backslashreplace").decode()
