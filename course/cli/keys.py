"""Single keys from the terminal, without Enter; none where stdin is no terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Pressed = Callable[[], str]
"""The keys that were pressed since last asked, at once."""


@contextmanager
def single_keys() -> Iterator[Pressed | None]:
    """Read keys as they are pressed; the terminal is as before at the end. None without one."""
    if not sys.stdin or not sys.stdin.isatty():
        yield None
    elif sys.platform == "win32":
        yield _windows
    else:
        with _unbuffered(sys.stdin.fileno()) as pressed:
            yield pressed


def _windows() -> str:
    import msvcrt

    keys = ""
    while msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
        key = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
        if key in "\0\xe0" and msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            # An arrow or a function key: a letter follows that nobody pressed.
            msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
        else:
            keys += key
    return keys


@contextmanager
def _unbuffered(terminal: int) -> Iterator[Pressed | None]:
    import select
    import signal
    import termios
    import tty

    if os.getpgrp() != os.tcgetpgrp(terminal):
        # In the background: to touch the terminal would stop us.
        yield None
        return
    before = termios.tcgetattr(terminal)

    def pressed() -> str:
        keys = b""
        while select.select([terminal], [], [], 0)[0]:
            read = os.read(terminal, 64)
            if not read:  # the terminal is gone
                return "q"
            keys += read
        return keys.decode("utf-8", "replace")

    def again(*_: object) -> None:
        tty.setcbreak(terminal)

    # After Ctrl-Z and fg the shell has the terminal as it likes it.
    resumed = signal.signal(signal.SIGCONT, again)
    try:
        tty.setcbreak(terminal)
        yield pressed
    finally:
        signal.signal(signal.SIGCONT, resumed)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
