"""Tells a student's file from the skeleton it began as, without the skeleton."""

import hashlib
import json


def fingerprint(kind: str, data: bytes) -> str:
    """A hash of what a student writes in a "py" or "ipynb" file.

    Line ends and white space at the end of lines do not count, nor do a notebook's outputs and
    metadata, which change by opening it.
    """
    text = _code(data) if kind == "ipynb" else data.decode("utf-8", "replace")
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def _code(data: bytes) -> str:
    try:
        cells = json.loads(data)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        return "\n".join("".join(source) for source in sources)
    except (ValueError, LookupError, TypeError, RecursionError):
        # No notebook: whatever it is, it is not the skeleton.
        return data.decode("utf-8", "replace")
