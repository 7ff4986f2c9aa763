"""A place for a student's prints that cannot grow without end."""

import io
from typing import Any

LETTERS = 20_000


class Printed(io.TextIOBase):
    """What the student's code prints; what is more than fits is counted, not kept.

    It has what code asks of a real stdout besides: its encoding, also a new one, and its bytes.
    """

    encoding = "utf-8"

    def __init__(self, letters: int = LETTERS) -> None:
        self._parts: list[str] = []
        self._letters = self._room = letters

    def writable(self) -> bool:
        """It takes text."""
        return True

    def write(self, text: str) -> int:
        """Keep the text, as far as there is room."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes a str, not {type(text).__name__}")
        if self._room > 0:
            self._parts.append(text[: self._room])
        self._room -= len(text)
        return len(text)

    def reconfigure(self, **settings: Any) -> None:
        """Nothing: text is kept as it came. On Windows many ask for another encoding."""

    @property
    def buffer(self) -> io.BufferedIOBase:
        """What takes bytes, and keeps them here."""
        return _Bytes(self)

    def take(self) -> str:
        """What was printed since last asked."""
        text = "".join(self._parts)
        if self._room < 0:
            text += f"\n… and {-self._room} letters more"
        self._parts.clear()
        self._room = self._letters
        return text


class _Bytes(io.BufferedIOBase):
    def __init__(self, printed: Printed) -> None:
        self._printed = printed

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        written = bytes(data)
        self._printed.write(written.decode("utf-8", "replace"))
        return len(written)
