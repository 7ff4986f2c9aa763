"""Text for a terminal: lines that fit its width, in letters and colours that it has."""

import sys
from dataclasses import dataclass

from course.reports.columns import columns, fold, wrap

BOLD, DIM, GOOD, BAD = "1", "2", "32", "31"
_OUTPUT_LINES = 12
_WIDEST = 88


@dataclass(frozen=True, slots=True)
class Screen:
    """What the text is for."""

    width: int = 80
    colour: bool = False
    encoding: str = "utf-8"
    again: str = 'in {file}, save it and run "course check" again'
    """Where to work and how to see the next verdict: the end of a sentence."""

    def can_show(self, text: str) -> bool:
        """Whether every letter of the text exists there."""
        try:
            text.encode(self.encoding)
        except (UnicodeEncodeError, LookupError):
            return False
        return True


def complaint(text: str) -> str:
    """What a command says of an error, in letters and lines that fit where stderr is a terminal.

    Below its first line stands what is to be pasted or looked up: that stays as it is.
    """
    if not sys.stderr.isatty():
        return text
    import shutil  # here alone: a check that finds something to check has no use for it

    page = Page(Screen(shutil.get_terminal_size().columns, encoding=sys.stderr.encoding or "ascii"))
    first, *rest = page.spelled(text).split("\n")
    return "\n".join([*wrap(first, page.width), *rest])


class Page:
    """Lines that fit the screen, added one after the other."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.width = max(20, min(screen.width, _WIDEST))
        self.lines: list[str] = []

    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines).strip("\n") + "\n"

    def spelled(self, text: str) -> str:
        """The text in letters that the screen has."""
        if self.screen.can_show(text):
            return text
        encoding = self.screen.encoding if self.screen.can_show("") else "ascii"
        text = text.replace("…", "...").replace("·", "*")
        return text.encode(encoding, "replace").decode(encoding)

    def painted(self, text: str, style: str) -> str:
        """The text in that colour, where there are colours."""
        return f"\x1b[{style}m{text}\x1b[0m" if style and text and self.screen.colour else text

    def add(self, line: str = "", style: str = "") -> None:
        """Add one line as it is."""
        self.lines.append(self.painted(line, style))

    def paragraph(self, text: str, *, indent: int = 2, style: str = "", blank: bool = True) -> None:
        """Add words, wrapped, and an empty line below them."""
        for line in wrap(self.spelled(text), self.width - indent):
            self.add(" " * indent + line, style)
        if blank:
            self.add()

    def block(self, text: str, margin: str, most: int | None = None) -> None:
        """Lines kept as they are, the too long ones continued on the next."""
        room = self.width - columns(margin)
        lines = [
            piece
            for line in self.spelled(text).rstrip().split("\n")
            for piece in fold(line.rstrip(), room)
        ]
        left_out = 0 if most is None else len(lines) - most
        for line in lines[:most]:
            self.add(margin + line)
        if left_out > 0:
            self.add(margin + self.spelled(f"… {left_out} more line{'s' * (left_out > 1)}"), DIM)

    def output(self, text: str, title: str) -> None:
        """Add what a student's code printed, if it did."""
        if text.strip():
            self.paragraph(title, blank=False)
            self.block(text, "  | ", _OUTPUT_LINES)
            self.add()

    def broken(self, text: str) -> None:
        """Add why nothing could be run.

        The reason may hold a source line with a caret under it, so its lines stay.
        """
        first, _, rest = text.partition("\n")
        self.paragraph(first, indent=0, style=BAD, blank=not rest)
        if rest:
            self.block(rest, "    ")
            self.add()
