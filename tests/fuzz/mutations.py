"""Changes to the header of an answer, which bytes changed at random would hardly ever make."""

import json
from random import Random
from typing import Any

EDGES: list[Any] = [
    *(None, True, False, -1, 0, 1, 2**31, 2**64, -(2**63), 2**1024, 10**4299, -(10**4299)),
    *(-0.0, 0.5, 1e308, float("inf"), float("nan")),
    *("array", "scalar", "list", "tuple", "complex", "handle", "pickle", "", "?", "0", "9" * 5000),
    *("<f8", ">f8", "|b1", "<f2", "<f16", "<c32", "|u1", "|O", "|V8", "<U4", "<M8[s]", "f8"),
    *("ValueError", "Exception", "SystemExit", "ExceptionGroup", "UnicodeDecodeError", "f"),
    *("\x1b[31m", "\ud800", "\x00", "\u202e", "\t" * 50, "x" * 3000, "\x1b]0;" + "a" * 3000),
    *([], {}, [[]], ["f"] * 2000, [[0, None]] * 2000, [2**31] * 2, [1] * 40, {"f": "f"}),
]
"""What is likely to break something."""


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


def mutated(data: bytes, longest: int, random: Random) -> bytes | None:
    """Input for `judge` with something else in one place of its header; None where there is none.

    What stands there is taken out, or exchanged for an edge, half the time one of its own type, for
    another part of the header or for a list of what it was; or else the raw buffers change.
    """
    text, zero, payload = data[1:].partition(b"\0")
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        return None
    ways = places(header)
    if not ways or not zero:
        return None
    if payload and random.randrange(3) == 0:
        return data[:1] + text + b"\0" + random.choice((random.randbytes, _ones))(len(payload))
    way = random.choice(ways)
    here = _at(header, way)
    change = random.randrange(8)
    if change == 0:
        header = without(header, way)
    elif change == 1:
        header = replaced(header, way, _at(header, random.choice(ways)))
    elif change == 2:
        header = replaced(header, way, [here] * random.randrange(4))
    else:
        alike = [edge for edge in EDGES if type(edge) is type(here)]
        header = replaced(header, way, random.choice(alike if alike and change < 6 else EDGES))
    text = json.dumps(header).encode()
    return (data[:1] + text + b"\0" + payload)[:longest]


def _ones(size: int) -> bytes:
    return b"\xff" * size


def _at(node: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        node = node[key]
    return node
