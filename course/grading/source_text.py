"""A student's code as text for the feedback page; never run or compiled here."""

import json
from typing import Any

from course.submission import Source

LIMIT = 200_000
"""Characters; more than anybody reads."""
_NOTEBOOK_BYTES = 8 << 20


def source_text(source: Source) -> str:
    """The file's text, a notebook's code cells one after another, cut where it is too long."""
    if source.kind == "ipynb":
        text = _code(source.data)
    else:
        text = source.data[: 4 * LIMIT].decode("utf-8-sig", "replace")
    return text if len(text) <= LIMIT else text[:LIMIT] + "\n# … (cut here)"


def _code(data: bytes) -> str:
    if len(data) > _NOTEBOOK_BYTES:
        return "# A notebook too large to be shown."
    try:
        notebook = json.loads(data)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        return "\n\n".join(
            f"# %% code cell {number}\n{_joined(cell)}" for number, cell in enumerate(code, start=1)
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return "# A notebook that cannot be read."


def _joined(cell: Any) -> str:
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(source)
