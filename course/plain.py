"""Foreign text made harmless to show: a student's prints, exception texts and names.

A terminal obeys escape sequences, and bidirectional controls make text read other than it is.
"""

import re

_ESCAPES = (
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\Z)"  # OSC, DCS and the like: window titles, links, clipboard
    r"|\x1b[ -/]*[0-~]?"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
_CONTROLS = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def plain(text: str, limit: int = 4000) -> str:
    """The text without escape sequences and control characters, cut where it is too long.

    Newlines stay and tabs become four spaces. Of a line that was overwritten with carriage
    returns, as a progress bar does, the last state stays.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    cut = len(text) > limit
    # An escape sequence cut in half would show its tail, so the cut comes after the cleaning.
    text = (
        re.sub(_ESCAPES, "", text[: 4 * limit], flags=re.DOTALL).replace("\r\n", "\n").expandtabs(4)
    )
    text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    text = re.sub(_CONTROLS, "", text)
    if len(text) > limit or cut:
        text = text[:limit].rstrip() + " …"
    return text


def one_line(text: str, limit: int = 200) -> str:
    """The text likewise, on one line."""
    return " ".join(plain(text, 4 * limit).split())[:limit]
