"""A place for a student's prints that cannot grow without end."""

import io

LETTERS = 20_000


class Printed(io.TextIOBase):
    """What the student's code prints; what is more than fits is counted, not kept."""

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

    def take(self) -> str:
        """What was printed since last asked."""
        text = "".join(self._parts)
        if self._room < 0:
            text += f"\n… and {-self._room} letters more"
        self._parts.clear()
        self._room = self._letters
        return text
