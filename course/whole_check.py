"""All of `course check` in the process that runs the student's code, its words included.

The command that a student waits for then imports nothing but what starts a process. Every answer
goes over the wire as from `course.worker.check_child`, so where this process does not come to the
end, `course.student.checking` goes on from there; else the last one is `shown`, or `refused` with
an exit code.
"""

import gc
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from course.worker.check_child import Wire

if TYPE_CHECKING:
    from course.examples import Handout


class _Here:
    """Stands for a `CheckProcess` where the student's code runs in this very process."""

    waiting = None

    def __init__(self, wire: Wire, handout: "Handout") -> None:
        self._wire, self._handout = wire, handout
        self._answers: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, request: Mapping[str, Any]) -> None:
        from course.worker.check_answers import answer

        answer(self._handout, dict(request), self._send)

    def answer(self, *_: object) -> dict[str, Any]:
        return self._answers.pop(0)

    def _send(self, event: str, **more: Any) -> None:
        self._wire.send(event, **more)
        self._answers.append(more)


def main() -> None:
    """Answer one request: `{"exercises": […], "timeout": 10.0, "screen": {"width": 80, …}}`."""
    wire = Wire()
    # Importing numpy makes much that stays; looking through it for garbage takes 7 % of the time.
    gc.disable()
    import course.worker.check_answers  # noqa: F401 - now, because the request is not there yet
    from course.errors import CourseError, told
    from course.reports.check_terminal import render
    from course.reports.terminal import Screen
    from course.student.checking import check, read_handout

    gc.freeze()
    gc.enable()
    wire.send("ready")
    request = wire.request()
    try:
        handout = read_handout(Path())
        here = _Here(wire, handout)
        names, timeout = request["exercises"], request["timeout"]
        report = check(Path(), names, timeout=timeout, started=here, handout=handout)
        wire.send("shown", text=render(report, Screen(**request["screen"])), passed=report.passed)
    except CourseError as error:
        text, code = told(error)
        wire.send("refused", text=text, code=code)
    except Exception as error:
        wire.send("fault", text=f"{type(error).__name__}: {error}")
    os._exit(0)


if __name__ == "__main__":
    main()
