"""Every field of every answer, with anything in it: the grader's end stands it."""

import gc
import runpy
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.worker import client, codec

_HARNESS = runpy.run_path(str(Path(__file__).with_name("answers.py")))
judge, framed, raw, GOOD = (_HARNESS[name] for name in ("judge", "framed", "raw", "GOOD"))

# Time is the machine's matter, not a claim.
untimed = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])

RAISED = {
    "class": "OwnError",
    "text": "it said",
    "bases": ["ValueError", "Exception"],
    "line": 3,
    "place": "line 3",
}
EDGES: list[Any] = [
    *(None, True, False, -1, 0, 1, 2**31, 2**64, -(2**63), 2**1024, 10**4299, -(10**4299)),
    *(-0.0, 0.5, 1e308, float("inf"), float("nan")),
    *("array", "scalar", "list", "tuple", "complex", "handle", "pickle", "", "?", "0", "9" * 5000),
    *("<f8", ">f8", "|b1", "<f2", "<f16", "<c32", "|u1", "|O", "|V8", "<U4", "<M8[s]", "f8"),
    *("ValueError", "Exception", "SystemExit", "ExceptionGroup", "UnicodeDecodeError", "f"),
    *("\x1b[31m", "\ud800", "\x00", "\u202e", "\t" * 50, "x" * 3000, "\x1b]0;" + "a" * 3000),
    *([], {}, [[]], ["f"] * 2000, [[0, None]] * 2000, [2**31] * 40, {"f": "f"}),
]
"""What is likely to break something."""
ANYTHING = st.recursive(
    st.one_of(st.sampled_from(EDGES), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)
NODES: dict[str, tuple[Any, int]] = {
    "None": (None, 0),
    "bool": (True, 0),
    "int": (-(2**1000), 0),
    "float": (float("nan"), 0),
    "str": ("a \ud800 \x1b", 0),
    "array": (["array", ">f8", [2, 1], False], 16),
    "scalar": (["scalar", "|b1"], 1),
    "list": (["list", [1.0, ["array", "<f2", [], True]]], 2),
    "tuple": (["tuple", [None, ["array", "<c32", [1], True]]], 32),
    "complex": (["complex", 1.0, -0.0], 0),
    "handle": (["handle", "a dict"], 0),
}
"""A node of each kind, as a worker that keeps the rules would send it, and the bytes after it."""
CHANGED = [[0, ["array", "<f8", [2], True]]]
ANSWERS: dict[str, tuple[str, dict[str, Any], int]] = {
    "hello": ("hello", GOOD["hello"], 0),
    "load": ("load", GOOD["load"], 0),
    "raised": ("call", GOOD["call"] | {"raised": RAISED}, 0),
    "reshaped": ("call", GOOD["call"] | {"reshaped": [0, "(2,) float64", "(1, 2) float64"]}, 0),
    "changed": ("call", GOOD["call"] | {"changed": CHANGED}, 16),
    "memory": ("call", GOOD["call"] | {"memory": True}, 0),
    **{
        f"value: {kind}": ("call", GOOD["call"] | {"value": node}, size)
        for kind, (node, size) in NODES.items()
    },
}
"""Whose answer, its header, and how many bytes follow."""
ARRIVES = {"raised": "exception", "reshaped": "exception", "memory": "OutOfMemory"}


def places(node: Any) -> list[tuple[Any, ...]]:
    """The way to everything in a header, each as the keys to go by."""
    keys = (
        node.keys()
        if isinstance(node, dict)
        else range(len(node))
        if isinstance(node, list)
        else ()
    )
    return [way for key in keys for way in ((key,), *((key, *on) for on in places(node[key])))]


def replaced(node: Any, way: tuple[Any, ...], value: Any) -> Any:
    key, *rest = way
    copy = node.copy()
    copy[key] = replaced(node[key], tuple(rest), value) if rest else value
    return copy


def without(node: Any, way: tuple[Any, ...]) -> Any:
    key, *rest = way
    copy = node.copy()
    if rest:
        copy[key] = without(node[key], tuple(rest))
    else:
        del copy[key]
    return copy


EACH_PLACE = [
    pytest.param(name, way, id=f"{name}: {'/'.join(map(str, way))}")
    for name, (_, header, _) in ANSWERS.items()
    for way in places(header)
    if name in ("hello", "load") or way[0] not in GOOD["call"] or name.startswith("value")
]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_keeps_the_rules_arrives(name: str) -> None:
    asked, header, size = ANSWERS[name]
    assert judge(framed(asked, header, b"\1" * size)) == ARRIVES.get(name, "value")


@pytest.mark.parametrize(("name", "way"), EACH_PLACE)
@untimed
@given(value=ANYTHING, more=st.binary(max_size=8))
def test_anything_may_stand_anywhere_in_an_answer(
    name: str, way: tuple[Any, ...], value: Any, more: bytes
) -> None:
    asked, header, size = ANSWERS[name]
    judge(framed(asked, replaced(header, way, value), b"\xff" * size + more))


@pytest.mark.parametrize(("name", "way"), EACH_PLACE)
def test_whatever_is_likely_to_break_something_may_stand_anywhere(
    name: str, way: tuple[Any, ...]
) -> None:
    asked, header, size = ANSWERS[name]
    for value in EDGES:
        judge(framed(asked, replaced(header, way, value), b"\xff" * size))


@pytest.mark.parametrize(("name", "way"), EACH_PLACE)
def test_anything_may_be_missing_from_an_answer(name: str, way: tuple[Any, ...]) -> None:
    asked, header, size = ANSWERS[name]
    judge(framed(asked, without(header, way), b"\xff" * size))


@untimed
@given(st.sampled_from(["hello", "load", "call"]), st.binary(max_size=200))
def test_any_bytes_may_be_an_answer(asked: str, data: bytes) -> None:
    assert judge(raw(asked, data)) in ("WireFault", "Crashed")


@untimed
@given(st.sampled_from(["hello", "load", "call"]), ANYTHING)
def test_any_json_may_be_an_answer(asked: str, header: Any) -> None:
    assert judge(framed(asked, header)) == "WireFault"


@untimed
@given(st.binary(max_size=200))
def test_any_input_of_the_fuzzer_is_judged(data: bytes) -> None:
    judge(data)


def test_thousands_of_answers_leave_nothing_behind() -> None:
    long = {"output": "x" * 2000, "raised": RAISED | {"text": "x" * 5000, "bases": ["KeyError"]}}
    answers = [
        framed("call", GOOD["call"] | long),
        framed("load", GOOD["load"] | {"functions": ["f", *map(str, range(500))]}),
        framed("call", GOOD["call"] | {"value": ["array", "|u1", [50_000], True]}, b"x" * 50_000),
        raw("call", b"\xff" * 100),
    ]

    def held() -> int:
        for answer in answers * 20:
            judge(answer)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        held()
        before = held()
        for _ in range(3):
            after = held()
    finally:
        tracemalloc.stop()
    assert after - before < 50_000


# A harness that lets everything pass would prove nothing: with a check gone, it must say so.


def test_a_text_with_escapes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "plain", lambda text, limit: text[:limit])
    with pytest.raises(AssertionError):
        judge(framed("call", GOOD["call"] | {"raised": RAISED | {"text": "\x1b[31m"}}))


def test_a_value_that_cannot_be_encoded_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "_text", lambda text: text)
    with pytest.raises(UnicodeEncodeError):
        judge(framed("call", GOOD["call"] | {"value": "\ud800"}))


def test_an_exception_that_is_not_the_students_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "MAX_DEPTH", 10**6)
    node: Any = None
    for _ in range(2000):
        node = ["list", [node]]
    with pytest.raises(RecursionError):
        judge(framed("call", GOOD["call"] | {"value": node}))


def test_a_dtype_that_may_not_travel_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codec._DTYPES, "|V8", np.dtype("V8"))
    with pytest.raises(AssertionError):
        judge(framed("call", GOOD["call"] | {"value": ["array", "|V8", [1], True]}, b"x" * 8))
