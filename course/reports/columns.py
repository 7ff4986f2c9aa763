"""Text measured in a terminal's columns, where a letter may take two or none."""

_NARROW = frozenset(map(chr, range(32, 127))) | frozenset("✓✗·…█░")
"""What we write ourselves."""


def columns(text: str) -> int:
    """How many columns a line takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def cut(text: str, limit: int, ellipsis: str = "…") -> str:
    """The line, shortened to at most `limit` columns."""
    if columns(text) <= limit:
        return text
    return _head(text, limit - columns(ellipsis)).rstrip() + ellipsis


def wrap(text: str, limit: int) -> list[str]:
    """The text's words in lines of at most `limit` columns; a longer word is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and columns(line) + 1 + columns(word) <= limit:
            line += " " + word
            continue
        if line:
            lines.append(line)
        *full, line = fold(word, limit)
        lines += full
    return [*lines, line] if line else lines


def fold(line: str, limit: int) -> list[str]:
    """The line in pieces of at most `limit` columns, its spaces kept; at least one piece."""
    pieces = []
    while columns(line) > limit and len(line) > 1:
        head = _head(line, limit) or line[0]
        pieces.append(head)
        line = line[len(head) :]
    return [*pieces, line]


def _head(text: str, limit: int) -> str:
    taken = 0
    for position, letter in enumerate(text):
        taken += _columns(letter)
        if taken > limit:
            return text[:position]
    return text


def _columns(letter: str) -> int:
    if letter in _NARROW:
        return 1
    # Imported here because most that is shown needs no table of all letters.
    import unicodedata

    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
