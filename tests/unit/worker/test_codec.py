"""What travels on the wire, and what is refused, whoever sends it."""

import contextlib
import json
import math
import socket
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course.worker import codec
from course.worker.codec import Broken, Closed, Handle, Late, NotAValue, TooLarge, Wire, Writer


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    """Our end of a wire, and the bare socket at the other."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Wire(ours), theirs


def travel(value: Any, *, lenient: bool = True) -> Any:
    """A value sent from one end to the other."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        writer = Writer()
        node = writer.lenient(value) if lenient else writer.strict(value)
        Wire(ours).send({"value": node}, writer.buffers)
        message = Wire(theirs).receive(time.monotonic() + 5)
        return message.value(message.header["value"])


def framed(header: Any, payload: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">I", len(text)) + text + payload


def received(data: bytes, seconds: float = 5.0) -> Any:
    """The value that a peer's bytes are read as."""
    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(1) as peer:
        # More than the socket's buffer holds would wait for us to read.
        peer.submit(_say, theirs, data)
        try:
            message = Wire(ours).receive(time.monotonic() + seconds)
            return message.value(message.header["value"])
        finally:
            ours.close()


def _say(end: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):
        end.sendall(data)
        end.shutdown(socket.SHUT_WR)


def alike(got: Any, sent: Any) -> bool:
    if isinstance(sent, list | tuple):
        return (
            type(got) is type(sent)
            and len(got) == len(sent)
            and all(alike(*pair) for pair in zip(got, sent, strict=True))
        )
    if isinstance(sent, np.ndarray | np.generic):
        return (
            type(got) is type(sent)
            and got.dtype == sent.dtype
            and got.shape == sent.shape
            and got.tobytes() == sent.tobytes()
        )
    if isinstance(sent, float) and math.isnan(sent):
        return type(got) is float and math.isnan(got)
    return type(got) is type(sent) and bool(got == sent)


# Time is the machine's matter, not a claim.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?"),
    hnp.complex_number_dtypes(endianness="?"),
)
ARRAYS = DTYPES.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_dims=5))
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**1000), 2**1000),
    st.floats(),
    st.complex_numbers(allow_nan=False),
)
VALUES = st.recursive(
    st.one_of(NUMBERS, TEXT, ARRAYS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple)),
    max_leaves=8,
)


@untimed
@given(VALUES)
def test_a_value_arrives_as_it_was_sent(value: Any) -> None:
    assert alike(travel(value, lenient=False), value)


@pytest.mark.parametrize(
    "value", [np.float32(1.5), np.float64("nan"), np.int8(-3), np.bool_(True), np.complex64(1j)]
)
def test_a_numpy_scalar_keeps_its_dtype(value: np.generic) -> None:
    assert alike(travel(value), value)


def test_views_arrive_in_order() -> None:
    array = np.arange(24.0).reshape(2, 3, 4)
    for view in (
        array.transpose(2, 0, 1),
        array[:, ::-1, ::2],
        np.broadcast_to(array, (5, 2, 3, 4)),
    ):
        np.testing.assert_array_equal(travel(view), view)


def test_a_read_only_array_arrives_read_only() -> None:
    array = np.ones(3)
    array.flags.writeable = False
    assert not travel(array).flags.writeable
    assert travel(np.ones(3)).flags.writeable


class Subclass(np.ndarray):
    def __array_finalize__(self, _: Any) -> None: ...

    def __eq__(self, _: object) -> Any:
        return True

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("value", [np.ma.masked_array([1.0, 2.0]), np.ones(3).view(Subclass)])
def test_an_array_of_a_subclass_arrives_as_a_plain_one(value: Any) -> None:
    assert type(travel(value)) is np.ndarray


@pytest.mark.parametrize(
    ("value", "description"),
    [
        ({"a": 1}, "a dict"),
        (iter([1]), "a list_iterator"),
        (len, "a builtin_function_or_method"),
        (b"bytes", "a bytes"),
        (np.array([None, 1]), "an object array of shape (2,)"),
        (np.array(["x"]), "a str32 array of shape (1,)"),
        (np.zeros(2, "f4,i4"), "a void64 array of shape (2,)"),
        (np.datetime64("2020"), "a numpy datetime64[Y]"),
        (2**5000, "an int, too large to be looked at"),
        ("x" * 2_000_000, "a str, too long to be looked at"),
        ([0.5] * 100_000, "a list, too long to be looked at"),
        (
            np.broadcast_to(1.0, (10**5, 10**5)),
            "a float64 array of shape (100000, 100000), 80.0 GB, too large to be looked at",
        ),
        (
            np.empty((0, 1 << 40)),
            "a float64 array of shape (0, 1099511627776), too large to be looked at",
        ),
    ],
)
def test_what_cannot_travel_is_described(value: Any, description: str) -> None:
    handle = travel(value)
    assert type(handle) is Handle
    assert str(handle) == description


def test_a_list_that_holds_itself_is_described() -> None:
    value: list[Any] = []
    value.append(value)
    assert str(travel(value)) == "a list, nested too deeply to be looked at"


def test_what_cannot_travel_inside_a_list_is_described_in_its_place() -> None:
    first, second = travel([1.0, {"a": 1}])
    assert (first, str(second)) == (1.0, "a dict")


def test_after_a_value_that_is_too_large_the_next_one_travels() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        writer = Writer()
        large = [np.ones(2), np.broadcast_to(1.0, (10**5, 10**5))]
        nodes = [writer.lenient(large), writer.lenient(np.zeros(3))]
        Wire(ours).send({"values": nodes}, writer.buffers)
        message = Wire(theirs).receive(time.monotonic() + 5)
        first, second = [message.value(node) for node in message.header["values"]]
    assert type(first) is Handle
    np.testing.assert_array_equal(second, np.zeros(3))


@pytest.mark.parametrize("value", [{"a": 1}, object(), np.array([None])])
def test_what_cannot_travel_is_refused_as_an_argument(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be sent to a worker"):
        Writer().strict(value)


def test_a_lone_surrogate_arrives_as_something_that_can_be_encoded() -> None:
    assert travel("\ud800").encode() == b"\\ud800"


USES: dict[str, Callable[[Any], Any]] = {
    "bool": bool,
    "==": lambda x: x == 1,
    "!=": lambda x: x != 1,
    "<": lambda x: x < 1,
    "len": len,
    "iter": iter,
    "in": lambda x: 1 in x,
    "index": lambda x: x[0],
    "call": lambda x: x(),
    "float": float,
    "int": int,
    "asarray": np.asarray,
    "allclose": lambda x: np.allclose(x, np.ones(3)),
    "assert_allclose": lambda x: np.testing.assert_allclose(x, np.ones(3)),
    "array +": lambda x: np.ones(3) + x,
    "+ array": lambda x: x + np.ones(3),
    "@": lambda x: x @ np.ones(3),
    "shape": lambda x: x.shape,
    "sum": np.sum,
}


@pytest.mark.parametrize("use", USES)
def test_a_handle_refuses_to_be_taken_for_a_value(use: str) -> None:
    with pytest.raises(TypeError, match=r"a dict|Handle"):
        USES[use](Handle("a dict"))


def test_a_handle_says_what_the_function_returned() -> None:
    with pytest.raises(NotAValue, match=r"^The function returned a dict\.$"):
        Handle("a dict").shape  # noqa: B018 - it must raise
    assert repr(Handle("a dict")) == "<a dict>"


# What follows is sent by a peer that breaks the rules.

BROKEN: dict[str, Any] = {
    "an object array": ["array", "|O", [1], True],
    "a void array": ["array", "|V8", [1], True],
    "a string array": ["array", "<U4", [1], True],
    "a datetime array": ["array", "<M8[s]", [1], True],
    "a structured array": ["array", "[('a', '<f8')]", [1], True],
    "no dtype at all": ["array", "nonsense", [1], True],
    "a dtype that is a number": ["array", 8, [1], True],
    "a negative size": ["array", "<f8", [-1], True],
    "two negative sizes": ["array", "<f8", [-2, -2], True],
    "a size that is a float": ["array", "<f8", [1.0], True],
    "a size that is a bool": ["array", "<f8", [True], True],
    "1e12 elements": ["array", "|u1", [10**12], True],
    "sizes whose product wraps around": ["array", "<f8", [2**31, 2**31, 4], True],
    "no elements of huge sizes": ["array", "<f8", [0, 2**62], True],
    "no elements of sizes too large together": ["array", "<f8", [0, *[2**31] * 20], True],
    "too many axes": ["array", "<f8", [1] * 33, True],
    "a shape that is a number": ["array", "<f8", 3, True],
    "strides": ["array", "<f8", [1], [8], True],
    "no flag": ["array", "<f8", [1]],
    "a scalar with a shape": ["scalar", "<f8", [1]],
    "an object scalar": ["scalar", "|O"],
    "an unknown kind": ["pickle", "gASV"],
    "an object": {"a": 1},
    "an empty node": [],
    "a list of what is no list": ["list", 3],
    "a complex of texts": ["complex", "a", "b"],
    "a handle of a number": ["handle", 3],
    "too large an integer": 2**2000,
    "too many nodes": ["list", [None] * (codec.MAX_NODES + 1)],
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_peer_is_refused(case: str) -> None:
    with pytest.raises(Broken):
        received(framed({"value": BROKEN[case]}, b"\0" * 64))


def test_arrays_that_are_too_large_together_are_refused() -> None:
    few, rest = ["array", "|u1", [8], True], ["array", "|u1", [codec.MAX_BYTES - 7], True]
    with pytest.raises(Broken, match="arrays of"):
        received(framed({"value": ["list", [few, rest]]}, b"\0" * 64))


def test_a_peer_that_nests_deeply_is_refused() -> None:
    node: Any = None
    for _ in range(codec.MAX_DEPTH + 2):
        node = ["list", [node]]
    with pytest.raises(Broken):
        received(framed({"value": node}))


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">I", 0xFFFFFFFF),
        struct.pack(">I", codec.MAX_HEADER + 1),
        framed(b""),
        framed(b"{"),
        framed(b"\xff\xfe"),
        framed(b"[" * 100_000),
        framed(b'{"value":' + b"1" * 5000 + b"}"),
        framed([1, 2]),
        framed(3),
    ],
)
def test_a_header_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Broken):
        received(data)


def test_a_bool_array_holds_only_true_and_false() -> None:
    array = received(framed({"value": ["array", "|b1", [3], True]}, bytes([0, 1, 255])))
    assert array.view(np.uint8).tolist() == [0, 1, 1]


@pytest.mark.parametrize("cut", [0, 2, 10, 45])
def test_a_message_that_ends_early_is_closed(cut: int) -> None:
    data = framed({"value": ["array", "<f8", [1], True]}, b"\0" * 8)
    with pytest.raises(Closed):
        received(data[:cut])


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(
            ["array", "scalar", "list", "tuple", "complex", "handle", "<f8", "|b1", "|O"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=20,
)


@untimed
@given(JSON, st.binary(max_size=100))
def test_whatever_a_peer_sends_is_a_value_or_a_broken_rule(node: Any, payload: bytes) -> None:
    try:
        value = received(framed({"value": node}, payload))
    except (Broken, Closed):
        return
    kinds = (
        type(None),
        bool,
        int,
        float,
        complex,
        str,
        list,
        tuple,
        np.ndarray,
        np.generic,
        Handle,
    )
    assert isinstance(value, kinds)


@untimed
@given(st.binary(max_size=200))
def test_whatever_bytes_a_peer_sends_break_nothing_else(data: bytes) -> None:
    with pytest.raises((Broken, Closed, KeyError)):
        received(data)


def test_a_peer_that_says_nothing_is_late(ends: tuple[Wire, socket.socket]) -> None:
    with pytest.raises(Late):
        ends[0].receive(time.monotonic() + 0.05)


def test_a_peer_that_drips_is_late(ends: tuple[Wire, socket.socket]) -> None:
    ours, theirs = ends
    theirs.sendall(framed({"value": ["array", "<f8", [1], True]}, b"\0" * 4))
    message = ours.receive(time.monotonic() + 0.1)
    with pytest.raises(Late):
        message.value(message.header["value"])


def test_a_peer_that_does_not_read_is_late(ends: tuple[Wire, socket.socket]) -> None:
    writer = Writer()
    node = writer.strict(np.zeros(4_000_000))
    with pytest.raises(Late):
        ends[0].send({"value": node}, writer.buffers, time.monotonic() + 0.1)


def test_a_deadline_that_has_passed_is_late(ends: tuple[Wire, socket.socket]) -> None:
    with pytest.raises(Late):
        ends[0].send({}, [], time.monotonic() - 1)


def test_a_deadline_far_away_is_no_error(ends: tuple[Wire, socket.socket]) -> None:
    ends[0].send({}, [], time.monotonic() + 1e9)


def test_a_peer_that_is_gone_is_closed(ends: tuple[Wire, socket.socket]) -> None:
    ends[1].close()
    with pytest.raises(Closed):
        ends[0].send({}, [], time.monotonic() + 1)
    with pytest.raises(Closed):
        ends[0].receive(time.monotonic() + 1)


def test_a_header_that_is_too_long_is_not_sent(ends: tuple[Wire, socket.socket]) -> None:
    with pytest.raises(TooLarge):
        ends[0].send({"text": "x" * codec.MAX_HEADER}, [])


@untimed
@given(VALUES)
def test_values_never_take_more_of_a_header_than_they_may(value: Any) -> None:
    writer = Writer()
    node = writer.lenient(value)
    assert len(json.dumps(node, separators=(",", ":"))) <= writer._text


def test_a_full_message_of_values_fits_a_header() -> None:
    for value in ([0.1] * 21_000, ["\x00" * 10] * 4000, [2**1000] * 1600, [np.float64(1)] * 10_000):
        writer = Writer()
        node = writer.lenient(value)
        assert node[0] == "list"
        assert len(json.dumps(node)) < codec.MAX_HEADER
