"""What a worker says that a cell has shown, rebuilt from checked fields.

The sender is hostile: what is malformed is a fault, and what is too much is cut.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn

import numpy as np

from course.plain import plain
from course.worker import codec
from course.worker.recorded import EVENTS, LETTERS

MAX_BYTES = 8 * LETTERS
"""Of JSON, in which a letter may take six."""
MAX_TEXT = 100_000
"""Letters kept of one text."""
MAX_PICTURE = 1 << 20
"""Bytes of one picture; a larger one is left out."""
_MAX_LINES = 200
_MAGIC = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
_TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex")

Kind = Literal["stream", "error", "display_data", "execute_result"]


@dataclass(frozen=True, slots=True)
class Output:
    """One output, in the words of nbformat; texts are plain, pictures are pictures."""

    kind: Kind
    name: str = ""
    """Of a stream: "stdout" or "stderr"; of an error: its class."""
    text: str = ""
    """Of a stream, or of an error's message."""
    traceback: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    """MIME type -> text, or base64. Text of another type than "text/plain" is not harmless yet."""


def outputs(sent: object) -> tuple[Output, ...]:
    """The outputs in an answer's bytes; raise codec.Broken where they are none."""
    if not isinstance(sent, np.ndarray) or sent.dtype != np.uint8 or sent.ndim != 1:
        raise codec.Broken("outputs that are no bytes")
    if sent.size > MAX_BYTES:
        raise codec.Broken(f"outputs of {sent.size} bytes")
    try:
        events = json.loads(sent.tobytes().decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise codec.Broken("outputs that are not JSON") from error
    if type(events) is not list or len(events) > EVENTS + 1:
        raise codec.Broken("too many outputs, or no list of them")
    return tuple(_output(event) for event in events)


def _output(event: Any) -> Output:
    match event:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return Output("stream", name, plain(text, MAX_TEXT))
        case {
            "output_type": "error",
            "ename": str(name),
            "evalue": str(text),
            "traceback": list(lines),
        }:
            return Output(
                "error",
                plain(name, 200),
                plain(text, 2000),
                tuple(plain(_text(line), MAX_TEXT // 10) for line in lines[:_MAX_LINES]),
            )
        case {
            "output_type": "display_data" | "execute_result" as kind,
            "data": dict(data),
        }:
            return Output(kind, data=_data(data))
    raise codec.Broken("an output of no known kind")


def _data(data: dict[str, Any]) -> dict[str, str]:
    kept = {mime: plain(_text(data[mime]), MAX_TEXT) for mime in _TEXTS if mime in data}
    for mime, magic in _MAGIC.items():
        if mime not in data:
            continue
        try:
            picture = base64.b64decode(_text(data[mime]).replace("\n", ""), validate=True)
        except ValueError:
            continue
        if picture.startswith(magic) and len(picture) <= MAX_PICTURE:
            kept[mime] = base64.b64encode(picture).decode()
    return kept


def _text(value: object) -> str:
    if type(value) is not str:
        raise codec.Broken("what should be text and is not")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
