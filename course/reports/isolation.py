"""What `course doctor` prints: the layers of isolation that hold here."""

import textwrap
from collections.abc import Collection, Mapping

from course.isolation import LAYERS, MEANING, REMEDY, lacking


def isolation(layers: Collection[str], missing: Mapping[str, str], width: int) -> tuple[str, bool]:
    """The text, no wider than `width` columns, and whether enough layers hold to grade."""
    lines = ["Isolation of student code on this machine:"]
    for layer in LAYERS:
        if layer in layers:
            lines.append(f"  holds    {layer}: {MEANING[layer]}")
        else:
            lines.append(f"  missing  {layer}: {missing.get(layer, 'not tried')}. {REMEDY[layer]}")
    enough = not lacking(missing, "auto")
    lines.append(f"course grade {'grades' if enough else 'refuses'} here.")
    every = not lacking(missing, "require")
    lines.append(f"course grade --sandbox require {'grades' if every else 'refuses'} here.")
    wrapped = [textwrap.fill(line, width, subsequent_indent=" " * 11) for line in lines]
    return "\n".join(wrapped), enough
