"""The course's own code, which runs in this process, may neither keep it for ever nor end it."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from course.errors import TimedOut

SECONDS = 10.0
"""What a student's code gets for an exercise is enough for the course's too."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TimedOut in what takes longer, again as often as it goes on, and in `os._exit`.

    Only in the main thread, and only where the system has the signal: Windows does not.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return
    before, exit_now = signal.signal(signal.SIGALRM, _late), os._exit
    os._exit = _ended
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os._exit = exit_now
        signal.signal(signal.SIGALRM, before)


def _ended(status: int) -> NoReturn:
    raise TimedOut(f"The process was to end with exit code {status}.")


def _late(*_: object) -> NoReturn:
    raise TimedOut("The exercise took longer than it may.")
