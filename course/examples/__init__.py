"""`examples.json`: what a student's laptop needs to know mistakes by, and no line of a solution.

    {"schema": "course/examples/v1", "assignment": "qkv", "title": "…",
     "skeletons": {"py": "<sha256>", …},
     "questions": [{"id": …, "text": …, "options": {…}, "hint": …, "see": …, "points": 1.0}],
     "chain": null, or as `course.examples.chain` reads it,
     "exercises": [{"name": …, "title": …, "signature": …, "skeleton": "def …", "axes": {…},
       "hints": […],
       "examples": [{"name": …, "arguments": {"scores": VALUE}, "expected": OBSERVED}],
       "chaffs": PACKED}]}

PACKED is `[{"name": …, "message": …, "observed": [OBSERVED, …]}]` as base64 of its compressed text:
it is nine tenths of all, and a check needs it only of a function that is wrong.
OBSERVED is `{"value": VALUE}` or `{"raised": "ValueError"}`, with `"changed": ["x"]` where an
argument was changed. A VALUE that JSON has is itself; the others are objects of one key:
`{"array": {"dtype": "<f8", "shape": [1, 2], "data": base64 of the raw bytes}}`,
`{"tuple": [VALUE, …]}`, `{"float": "nan"}`, `{"opaque": "a dict"}`.

A handout is checked when it is read and turned into arrays only when they are asked for: the
command on a student's laptop reads titles without paying for numpy.
"""

import json
import math
from binascii import a2b_base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from course.errors import MissingInput, UnknownName
from course.question import Question

if TYPE_CHECKING:
    from course.observation import Example, Observation

SCHEMA = "course/examples/v1"
EXAMPLES = "examples.json"
"""The file's name in a student's folder."""
DTYPES = {"|b1": 1, "|i1": 1, "|u1": 1} | {
    f"<{kind}{size}": size
    for kind, sizes in (("i", (2, 4, 8)), ("u", (2, 4, 8)), ("f", (2, 4, 8)), ("c", (8, 16)))
    for size in sizes
}
"""Every dtype that an example may have, little-endian, and its bytes an entry."""
_DEPTH = 16


@dataclass(frozen=True, slots=True)
class HandedExercise:
    """One exercise as it is handed out: its public examples and what each known mistake does."""

    name: str
    title: str
    signature: str
    """`softmax(scores)`."""
    skeleton: str
    """The function as it is handed out: signature, docstring, and a body that raises."""
    axes: Mapping[str, tuple[str, ...]]
    """Parameter name, or "return" -> the names of its axes."""
    hints: tuple[str, ...]
    encoded: Mapping[str, Any]
    """`examples` and `chaffs` as the file holds them, the chaffs packed."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the function's parameters, in order."""
        inside = self.signature.partition("(")[2].removesuffix(")")
        return tuple(name.strip() for name in inside.split(",") if name.strip())

    @property
    def examples(self) -> "tuple[Example, ...]":
        """The public examples, the two-token toy first."""
        from course.observation import Example

        return tuple(
            Example(
                example["name"],
                {name: _decode(value) for name, value in example["arguments"].items()},
            )
            for example in self.encoded["examples"]
        )

    @property
    def expected(self) -> "tuple[Observation, ...]":
        """What the reference does on each example."""
        return tuple(_observation(example["expected"]) for example in self.encoded["examples"])

    @property
    def chaffs(self) -> "dict[str, tuple[str, Sequence[Observation]]]":
        """Name of a known mistake -> its message and what it does on each example.

        Raises MissingInput where they are damaged: they are looked into only now.
        """
        try:
            chaffs = _unpacked(self.encoded["chaffs"], len(self.encoded["examples"]))
        except _Damaged as error:
            raise _damaged(error) from error
        return {
            chaff["name"]: (chaff["message"], _Observations(chaff["observed"])) for chaff in chaffs
        }


class _Observations(Sequence["Observation"]):
    """Observations that are turned into arrays one by one: most chaffs differ on the first."""

    def __init__(self, encoded: Sequence[Mapping[str, Any]]) -> None:
        self._encoded = encoded

    def __len__(self) -> int:
        return len(self._encoded)

    @overload
    def __getitem__(self, which: int) -> "Observation": ...

    @overload
    def __getitem__(self, which: slice) -> "_Observations": ...

    def __getitem__(self, which: int | slice) -> "Observation | _Observations":
        if isinstance(which, slice):
            return _Observations(self._encoded[which])
        return _observation(self._encoded[which])


@dataclass(frozen=True, slots=True)
class Handout:
    """What a student's folder says of an assignment."""

    assignment: str
    title: str
    exercises: tuple[HandedExercise, ...]
    questions: tuple[Question, ...] = ()
    skeletons: Mapping[str, str] = field(default_factory=dict)
    """Form ("py", "ipynb") -> SHA-256 of what was handed out, to know an untouched file by."""
    chain: Mapping[str, Any] | None = None
    """As the file holds it."""

    def exercise(self, name: str) -> HandedExercise:
        """The exercise of that name; UnknownName where there is none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise UnknownName("exercise", name, [each.name for each in self.exercises], self.assignment)


def loads(text: str, *, checked: bool = False) -> Handout:
    """Read `examples.json`; raise MissingInput where it is damaged or something else.

    With `checked`, somebody else has read the same file so, and its values are not checked again.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MissingInput(f"'examples.json' is not JSON: {error}. {_FETCH}") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        schema = found.get("schema") if isinstance(found, dict) else None
        raise MissingInput(f"'examples.json' has the schema {schema!r}, not {SCHEMA!r}. {_FETCH}")
    try:
        return _handout(found, checked)
    except _Damaged as error:
        raise _damaged(error) from error


_FETCH = "Take it again from the release that your instructor handed out."


class _Damaged(Exception):
    """Where the file is not as it should be, and how."""


def _damaged(error: _Damaged) -> MissingInput:
    return MissingInput(f"'examples.json' is damaged: {error}. {_FETCH}")


def _handout(found: Mapping[str, Any], checked: bool) -> Handout:
    return Handout(
        assignment=_text(found, "assignment"),
        title=_text(found, "title"),
        exercises=tuple(_each(found, "exercises", lambda each: _exercise(each, checked=checked))),
        questions=tuple(_each(found, "questions", _question)),
        skeletons=_texts(found, "skeletons"),
        chain=None if found.get("chain") is None else _item(found, "chain", dict),
    )


def _question(found: Mapping[str, Any]) -> Question:
    points = _item(found, "points", int | float)
    return Question(
        id=_text(found, "id"),
        text=_text(found, "text"),
        options=_texts(found, "options"),
        hint=_text(found, "hint"),
        see=_text(found, "see"),
        points=float(points),
    )


def _exercise(found: Mapping[str, Any], *, checked: bool) -> HandedExercise:
    examples = found["examples"] if checked else _each(found, "examples", _checked_example)
    axes = _item(found, "axes", dict)
    return HandedExercise(
        name=_text(found, "name"),
        title=_text(found, "title"),
        signature=_text(found, "signature"),
        skeleton=_text(found, "skeleton"),
        axes={name: tuple(_strings(axes, name)) for name in axes},
        hints=tuple(_strings(found, "hints")),
        encoded={"examples": examples, "chaffs": _text(found, "chaffs")},
    )


def _unpacked(text: str, examples: int) -> list[Mapping[str, Any]]:
    import zlib

    try:
        found = json.loads(zlib.decompress(a2b_base64(text, strict_mode=True)))
    except (ValueError, RecursionError, zlib.error) as error:
        raise _Damaged(f"'chaffs' cannot be unpacked: {error}") from error
    chaffs = _each({"chaffs": found}, "chaffs", _checked_chaff)
    for chaff in chaffs:
        if len(chaff["observed"]) != examples:
            raise _Damaged(f"'observed' of {chaff['name']!r} does not fit the examples")
    return chaffs


def _checked_example(found: Mapping[str, Any]) -> Mapping[str, Any]:
    _text(found, "name")
    for value in _item(found, "arguments", dict).values():
        _check_value(value)
    _check_observed(_item(found, "expected", dict))
    return found


def _checked_chaff(found: Mapping[str, Any]) -> Mapping[str, Any]:
    _text(found, "name")
    _text(found, "message")
    _each(found, "observed", _check_observed)
    return found


def _check_observed(found: Mapping[str, Any]) -> None:
    if "changed" in found:
        _strings(found, "changed")
    if "raised" in found:
        _text(found, "raised")
    else:
        _check_value(_item(found, "value", object))


def _check_value(value: Any, depth: int = 0) -> None:
    """Check a value without numpy: the bytes of an array are as many as its shape and dtype say."""
    if depth > _DEPTH:
        raise _Damaged("a value is nested too deep")
    if value is None or isinstance(value, bool | int | float | str):
        return
    if isinstance(value, list):
        for item in value:
            _check_value(item, depth + 1)
        return
    if not isinstance(value, dict) or len(value) != 1:
        raise _Damaged("a value is neither plain nor an object of one key")
    [key] = value
    if key == "tuple":
        for item in _item(value, key, list):
            _check_value(item, depth + 1)
    elif key == "float":
        if value[key] not in ("nan", "inf", "-inf"):
            raise _Damaged(f"'float' is {value[key]!r}")
    elif key == "opaque":
        _text(value, key)
    elif key == "array":
        _check_array(_item(value, key, dict))
    else:
        raise _Damaged(f"unknown kind of value {key!r}")


def array(encoded: Mapping[str, Any]) -> Any:
    """The array that a VALUE stands for, which `check_array` has seen before."""
    return _decode(encoded)


def check_array(encoded: Mapping[str, Any]) -> None:
    """Raise ValueError where a VALUE is no sound array."""
    try:
        _check_array(_item(encoded, "array", dict))
    except _Damaged as error:
        raise ValueError(str(error)) from error


def _check_array(found: Mapping[str, Any]) -> None:
    dtype = _text(found, "dtype")
    if dtype not in DTYPES:
        raise _Damaged(f"'dtype' is {dtype!r}")
    shape = _item(found, "shape", list)
    if not all(type(size) is int and 0 <= size < 2**31 for size in shape) or len(shape) > _DEPTH:
        raise _Damaged(f"'shape' is {shape!r}")
    try:
        data = a2b_base64(_text(found, "data"), strict_mode=True)
    except ValueError as error:
        raise _Damaged(f"'data' is not base64: {error}") from error
    if len(data) != DTYPES[dtype] * math.prod(shape):
        raise _Damaged(f"'data' holds {len(data)} bytes, not what {dtype!r} and {shape!r} ask for")


def _item(found: Mapping[str, Any], key: str, kind: Any) -> Any:
    if key not in found:
        raise _Damaged(f"{key!r} is missing")
    if not isinstance(found[key], kind):
        raise _Damaged(f"{key!r} is a {type(found[key]).__name__}")
    return found[key]


def _text(found: Mapping[str, Any], key: str) -> str:
    text: str = _item(found, key, str)
    return text


def _texts(found: Mapping[str, Any], key: str) -> dict[str, str]:
    texts = _item(found, key, dict)
    return {name: _text(texts, name) for name in texts}


def _strings(found: Mapping[str, Any], key: str) -> Sequence[str]:
    strings: list[str] = _item(found, key, list)
    if not all(isinstance(string, str) for string in strings):
        raise _Damaged(f"{key!r} holds something other than texts")
    return strings


def _each(
    found: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], Any]
) -> list[Any]:
    items = _item(found, key, list)
    for item in items:
        if not isinstance(item, dict):
            raise _Damaged(f"{key!r} holds a {type(item).__name__}")
    return [read(item) for item in items]


def _observation(found: Mapping[str, Any]) -> "Observation":
    from course.observation import Observation

    return Observation(
        value=_decode(found.get("value")),
        raised=found.get("raised"),
        changed=tuple(found.get("changed", ())),
    )


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    [(kind, inner)] = value.items()
    if kind == "array":
        import numpy as np

        data = a2b_base64(inner["data"])
        return np.frombuffer(data, dtype=inner["dtype"]).reshape(inner["shape"]).copy()
    if kind == "tuple":
        return tuple(_decode(item) for item in inner)
    if kind == "float":
        return float(inner)
    from course.observation import Opaque

    return Opaque(inner)
