import os
import pty
import signal
import sys
import termios
from pathlib import Path
from types import SimpleNamespace

import pytest

from course.cli.keys import single_keys


@pytest.fixture
def terminal(monkeypatch):
    """Our end of a terminal that is stdin, as if in the foreground."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp())
        yield ours
    os.close(ours)


def local_modes():
    return termios.tcgetattr(sys.stdin.fileno())[3]


def test_keys_come_without_enter(terminal):
    with single_keys() as pressed:
        assert pressed() == ""
        os.write(terminal, b"hn")
        assert pressed() == "hn"
        assert pressed() == ""


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, ValueError])
def test_the_terminal_is_as_before_however_it_ends(terminal, error):
    before = local_modes()
    try:
        with single_keys():
            assert not local_modes() & (termios.ICANON | termios.ECHO)
            if error:
                raise error
    except (KeyboardInterrupt, ValueError):
        pass
    assert local_modes() == before
    assert before & termios.ICANON


def test_after_the_shell_had_the_terminal_keys_come_again(terminal):
    with single_keys():
        modes = termios.tcgetattr(sys.stdin.fileno())
        modes[3] |= termios.ICANON | termios.ECHO
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)
        signal.raise_signal(signal.SIGCONT)
        assert not local_modes() & termios.ICANON


def test_in_the_background_the_terminal_is_left_alone(terminal, monkeypatch):
    monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp() + 1)
    before = local_modes()
    with single_keys() as pressed:
        assert pressed is None
        assert local_modes() == before


def test_without_a_terminal_there_are_no_keys(monkeypatch):
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        with single_keys() as pressed:
            assert pressed is None
    monkeypatch.setattr(sys, "stdin", None)
    with single_keys() as pressed:
        assert pressed is None


def test_on_windows_the_letter_behind_an_arrow_is_no_key(monkeypatch):
    # Up, Alt-F7, and an à, which begins as arrows do.
    buffer = ["h", "\xe0", "H", "n", "\0", "n", "\xe0"]
    keyboard = SimpleNamespace(kbhit=lambda: bool(buffer), getwch=lambda: buffer.pop(0))
    monkeypatch.setitem(sys.modules, "msvcrt", keyboard)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    with single_keys() as pressed:
        assert pressed() == "hn\xe0"
        assert pressed() == ""
