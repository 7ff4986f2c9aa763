"""The process behind `course check`: loads a student's file, tries each exercise, answers.

Started in the student's folder, it imports numpy, reads `examples.json` and says `ready`. It is
asked on stdin for `{"file": "qkv.py", "exercises": ["softmax"], "timeout": 10.0}`, and answers
`loaded`, then `checked` for each exercise in that order, or `late` where the time was up, with the
line it was at, `damaged` where the examples are, or `fault` where it failed itself: one JSON object
a line.
With the argument `ahead` it also imports what a wrong function needs, for it has the time.

Works on Windows and macOS: pipes, threads and files only. It protects students from a hang and a
crash, not from themselves; whoever grades uses `course.worker.client`.
"""

import gc
import json
import os
import sys
import threading
from importlib import import_module
from typing import Any


class Wire:
    """The pipes to the parent, taken away from the student's reach."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stream = os.fdopen(os.dup(1), "wb")
        self._nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(self._nothing, 1)

    def send(self, event: str, **more: Any) -> None:
        """Write one message."""
        line = json.dumps({"event": event, **more}).encode() + b"\n"
        with self._lock:
            self._stream.write(line)
            self._stream.flush()

    def request(self) -> dict[str, Any]:
        """Read the one request; afterwards stdin and stderr lead nowhere."""
        request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
        os.dup2(self._nothing, 0)
        os.dup2(self._nothing, 2)
        return request


def main(answers: str = "course.worker.check_answers") -> None:
    """Answer one request, then end without a word from the student's threads and exit handlers.

    `answers` is the module whose `answer` knows what is asked.
    """
    wire = Wire()
    # Importing numpy makes much that stays; looking through it for garbage takes 7 % of the time.
    gc.disable()
    # After the wire, so that nothing which an import prints can break it.
    from course.errors import CourseError
    from course.worker.check_answers import read_examples

    answer = import_module(answers).answer

    if sys.argv[1:] == ["ahead"]:
        import course.diagnose.differences
        import course.diagnose.known  # noqa: F401 - to have it
    try:
        handout = read_examples()
        gc.freeze()
        gc.enable()
        wire.send("ready")
        answer(handout, wire.request(), wire.send)
    except CourseError as error:
        wire.send("damaged", text=str(error))
    except Exception as error:
        # What the student's code raises is caught where it is called, so this is our own.
        wire.send("fault", text=f"{type(error).__name__}: {error}")
    os._exit(0)


if __name__ == "__main__":
    main()
