"""SIGTERM and SIGHUP raise in the block that may be stopped, once."""

import os
import signal

import pytest

from course.cli.stopped import Stopped, exit_code, stoppable


@pytest.fixture
def handlers():
    """The signals as a shell leaves them, and back again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number in before:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_raises_in_the_block_and_has_its_own_exit_code(handlers, number):
    with pytest.raises(Stopped) as caught, stoppable():
        os.kill(os.getpid(), number)
    assert exit_code(caught.value) == 128 + number


def test_ctrl_c_has_the_exit_code_that_shells_give_it():
    assert exit_code(KeyboardInterrupt()) == 130


def test_a_second_signal_does_not_interrupt_the_way_out(handlers):
    with stoppable():
        with pytest.raises(Stopped):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_what_nohup_ignores_stays_ignored(handlers):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stoppable():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
