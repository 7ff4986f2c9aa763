"""What the course's own code may take of this process's time."""

import os
import signal
import threading

import pytest

from course.bounded import bounded
from course.errors import TimedOut


def spin():
    while True:
        pass


def test_what_does_not_come_back_is_stopped():
    with pytest.raises(TimedOut), bounded(0.05):
        spin()


def test_it_is_stopped_again_where_it_goes_on():
    def stubborn():
        try:
            spin()
        except BaseException:
            spin()

    with pytest.raises(TimedOut), bounded(0.05):
        stubborn()


def test_nothing_rings_afterwards_and_the_callers_handler_is_back():
    def theirs(*_):
        raise AssertionError

    before = signal.signal(signal.SIGALRM, theirs)
    try:
        with bounded(60):
            pass
        assert signal.getsignal(signal.SIGALRM) is theirs
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_another_thread_goes_on_unbounded():
    done = []

    def run():
        with bounded(60):
            done.append(signal.getitimer(signal.ITIMER_REAL))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == [(0.0, 0.0)]


def test_what_would_end_the_process_is_as_late_as_what_never_comes_back():
    with pytest.raises(TimedOut), bounded():
        os._exit(3)
