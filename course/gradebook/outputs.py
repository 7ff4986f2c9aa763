"""What a student's cells showed, as outputs of the autograded notebook that harm nobody.

nbgrader's pages and the formgrader put HTML, SVG, Markdown, LaTeX and scripts into the
instructor's browser as they are. Here a table stays a table, a picture a picture, and all else
becomes text.
"""

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode, from_dict

from course.gradebook.harmless import harmless_html
from course.worker.cell_outputs import Output

MAX_LETTERS = 400_000
"""Of one cell's outputs, a picture's base64 among them."""
_CUT = "… the rest is not shown"
_PICTURES = ("image/png", "image/jpeg", "image/gif")


def as_cell_outputs(shown: Sequence[Output], count: int) -> list[NotebookNode]:
    """The outputs of one cell, in order, cut where they are too much."""
    made: list[NotebookNode] = []
    room = MAX_LETTERS
    for output in shown:
        output_, size = _made(output, count, room)
        room -= size
        if room < 0:
            made.append(_new("stream", name="stderr", text=f"{_CUT}\n"))
            break
        made.append(output_)
    return made


def not_run(reason: str) -> NotebookNode:
    """What stands below a cell that did not come to its end."""
    return _new("error", ename="NotRun", evalue=reason, traceback=[f"NotRun: {reason}"])


def _new(kind: str, **fields: Any) -> NotebookNode:
    """An output; nbformat's own maker validates each, which takes longer than all the rest."""
    made: NotebookNode = from_dict({"output_type": kind, **fields})
    return made


def _made(output: Output, count: int, room: int) -> tuple[NotebookNode, int]:
    if output.kind == "stream":
        text = output.text
        return _new("stream", name=output.name, text=text), len(text)
    if output.kind == "error":
        lines = list(output.traceback) or [f"{output.name}: {output.text}"]
        made = _new("error", ename=output.name, evalue=output.text, traceback=lines)
        return made, sum(map(len, lines))
    data = _harmless(output, room)
    size = sum(map(len, data.values()))
    if output.kind == "execute_result":
        return _new("execute_result", data=data, metadata={}, execution_count=count), size
    return _new("display_data", data=data, metadata={}), size


def _harmless(output: Output, room: int) -> dict[str, str]:
    """Text by all means, and beside it a picture or cleaned HTML."""
    data = output.data
    text = data.get("text/plain", "")
    # Their "text/plain" is only "<IPython.core.display.Markdown object>".
    text = data.get("text/markdown") or data.get("text/latex") or text
    kept = {"text/plain": text}
    for mime in _PICTURES:
        if len(data.get(mime, "")) > room:
            kept["text/plain"] = f"{text} (too large a picture to be shown)"
        elif mime in data:
            return {**kept, mime: data[mime]}
    if "text/html" in data:
        kept["text/html"] = harmless_html(data["text/html"])
    return kept
