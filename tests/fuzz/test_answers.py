"""Every field of every answer, with anything in it: the grader's end stands it."""

import gc
import runpy
import tracemalloc
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.worker import client, codec

_HARNESS, _MUTATIONS = (
    runpy.run_path(str(Path(__file__).with_name(name))) for name in ("answers.py", "mutations.py")
)
judge, framed, raw = _HARNESS["judge"], _HARNESS["framed"], _HARNESS["raw"]
GOOD, ANSWERS = _HARNESS["GOOD"], _HARNESS["ANSWERS"]
EDGES, mutated = _MUTATIONS["EDGES"], _MUTATIONS["mutated"]
places, replaced, without = (_MUTATIONS[name] for name in ("places", "replaced", "without"))
RAISED = ANSWERS["raised"][1]["raised"]

# Time is the machine's matter, not a claim.
untimed = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])

ANYTHING = st.recursive(
    st.one_of(st.sampled_from(EDGES), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)
ARRIVES = {"raised": "exception", "reshaped": "exception", "memory": "OutOfMemory"}
EACH_PLACE = [
    pytest.param(name, way, id=f"{name}: {'/'.join(map(str, way))}")
    for name, (_, header, _) in ANSWERS.items()
    for way in places(header)
    # What every call's answer has is tried once.
    if name in ("hello", "load", "value: None") or way[0] == "value" or way[0] not in GOOD["call"]
]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_keeps_the_rules_arrives(name: str) -> None:
    asked, header, payload = ANSWERS[name]
    assert judge(framed(asked, header, payload)) == ARRIVES.get(name, "value")


@pytest.mark.parametrize(("name", "way"), EACH_PLACE)
@untimed
@given(value=ANYTHING, more=st.binary(max_size=8))
def test_anything_may_stand_anywhere_in_an_answer(
    name: str, way: tuple[Any, ...], value: Any, more: bytes
) -> None:
    asked, header, payload = ANSWERS[name]
    judge(framed(asked, replaced(header, way, value), payload + more))


@pytest.mark.parametrize(("name", "way"), EACH_PLACE)
def test_whatever_is_likely_to_break_something_may_stand_anywhere(
    name: str, way: tuple[Any, ...]
) -> None:
    asked, header, payload = ANSWERS[name]
    for value in EDGES:
        judge(framed(asked, replaced(header, way, value), payload))


@pytest.mark.parametrize(("name", "way"), EACH_PLACE)
def test_anything_may_be_missing_from_an_answer(name: str, way: tuple[Any, ...]) -> None:
    asked, header, payload = ANSWERS[name]
    judge(framed(asked, without(header, way), payload))


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


@untimed
@given(st.sampled_from(sorted(ANSWERS)), st.integers(0, 1000))
def test_a_mutation_is_input_for_the_fuzzer(name: str, seed: int) -> None:
    before = framed(*ANSWERS[name])
    after = mutated(before, 1000, Random(seed))  # noqa: S311 - no secret, only a choice
    assert after[:1] == before[:1]
    assert len(after) <= 1000
    judge(after)


@pytest.mark.parametrize("data", [b"", b"\0", b"\0{", b"\0[]", b"\0{}", b"\0\xff\0"])
def test_what_holds_no_header_is_not_mutated(data: bytes) -> None:
    assert mutated(data, 1000, Random(0)) is None  # noqa: S311 - as above


def test_hundreds_of_answers_leave_nothing_behind() -> None:
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
    monkeypatch.setattr(client, "_marked", lambda error, *_: error)
    with pytest.raises(ValueError, match="it said"):
        judge(framed(*ANSWERS["raised"]))


def test_a_dtype_that_may_not_travel_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codec._DTYPES, "|V8", np.dtype("V8"))
    with pytest.raises(AssertionError):
        judge(framed("call", GOOD["call"] | {"value": ["array", "|V8", [1], True]}, b"x" * 8))
