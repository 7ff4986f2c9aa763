"""SIGTERM and SIGHUP end a command as Ctrl-C does: in order, and with everything it started."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_NUMBERS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
_CTRL_C = 130


class Stopped(KeyboardInterrupt):
    """A signal that asks for the end."""

    def __init__(self, number: int) -> None:
        self.exit_code = 128 + number
        super().__init__()


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped in the block for a signal that would end the process; once, then be deaf.

    A signal that the caller ignores, as `nohup` does, stays ignored.
    """
    before = {number: signal.getsignal(number) for number in _NUMBERS}
    heard = [number for number in _NUMBERS if before[number] is signal.SIG_DFL]

    def stop(number: int, _: object) -> NoReturn:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    for number in heard:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


def exit_code(stop: KeyboardInterrupt) -> int:
    """What a shell reports for a command that was stopped so."""
    return stop.exit_code if isinstance(stop, Stopped) else _CTRL_C
