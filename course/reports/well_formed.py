"""Text that UTF-8 can hold."""

import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """The text with each lone surrogate replaced by U+FFFD; names of files may hold them."""
    return _LONE_SURROGATE.sub("\ufffd", text)
