"""What a cell of a notebook shows: streams, results, pictures and errors, in order and bounded.

Runs beside student code, which can write anything here: a frontend takes none of it on trust.
"""

import base64
import io
from collections.abc import Mapping
from typing import Any

LETTERS = 2_000_000
"""Kept of all that one cell shows; a picture's base64 counts too."""
EVENTS = 1000
_TOO_MUCH = "… and more than is kept"


class Recorded:
    """The outputs of one cell after another, in the words of nbformat."""

    def __init__(self) -> None:
        self._events: list[dict[str, Any]] = []
        self._room = LETTERS
        self._clears_next = False

    def stream(self, name: str, text: str) -> None:
        """Text of stdout or stderr; what follows on the same stream goes into one event."""
        if not text:
            return
        last = self._events[-1] if self._events and not self._clears_next else {}
        if last.get("name") != name:
            self._add({"output_type": "stream", "name": name, "parts": []}, 0)
            last = self._events[-1]
        if self._room > 0 and last.get("name") == name:
            last["parts"].append(text[: self._room])
        self._room -= len(text)

    def data(
        self, kind: str, bundle: Mapping[str, Any], *, display: object = None, update: bool = False
    ) -> None:
        """A result or a display: text by its MIME type, pictures as base64."""
        data = {mime: told for mime, value in bundle.items() if (told := _told(value)) is not None}
        size = sum(map(len, data.values()))
        if not update:
            self._add({"output_type": kind, "data": data, "display": display}, size)
            return
        for event in self._events:
            if display is not None and event.get("display") == display and self._room >= size:
                event["data"] = data
                self._room -= size

    def error(self, name: str, text: str, traceback: list[str]) -> None:
        """An exception that ended the cell."""
        size = len(name) + len(text) + sum(map(len, traceback))
        told = {"ename": name, "evalue": text, "traceback": traceback}
        if size > self._room:
            told = {"ename": name[:200], "evalue": text[:2000], "traceback": [_TOO_MUCH]}
        del self._events[EVENTS - 1 :]  # there is always room for it
        self._add({"output_type": "error", **told}, 0)

    def clear(self, *, wait: bool) -> None:
        """Forget what was shown, now or when something follows."""
        self._clears_next = wait
        if not wait:
            self._events.clear()

    def take(self) -> list[dict[str, Any]]:
        """The outputs since last asked, ready for JSON."""
        taken, room = self._events, self._room
        self._events, self._room, self._clears_next = [], LETTERS, False
        for event in taken:
            event.pop("display", None)
            if "parts" in event:
                event["text"] = "".join(event.pop("parts"))
        if room < 0:
            taken.append({"output_type": "stream", "name": "stderr", "text": f"{_TOO_MUCH}\n"})
        return taken

    def _add(self, event: dict[str, Any], size: int) -> None:
        if self._clears_next:
            self.clear(wait=False)
        if len(self._events) < EVENTS and size <= max(self._room, 0):
            self._events.append(event)
            self._room -= size
        else:
            self._room = -1


class Stream(io.TextIOBase):
    """A stdout or stderr that writes into the outputs."""

    def __init__(self, recorded: Recorded, name: str) -> None:
        self._recorded = recorded
        self._name = name

    def writable(self) -> bool:
        """It takes text."""
        return True

    def write(self, text: str) -> int:
        """Show the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes a str, not {type(text).__name__}")
        self._recorded.stream(self._name, str.__str__(text))
        return len(text)


def _told(value: object) -> str | None:
    """What JSON can carry of a MIME type's value."""
    if isinstance(value, str):
        return str.__str__(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else None
