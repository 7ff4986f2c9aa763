"""Hidden tests run side by side: while one waits for the student's code, the next one goes on.

A call costs two processes a change of context each, which is more than most calls take. So a test
that calls is set aside until its answer is there, and by the time the first answer is waited for,
many calls are under way and both processes are busy. Each test still sees its own calls one after
another, in its own order.
"""

from collections import deque
from collections.abc import Callable, Iterable
from contextvars import copy_context
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet

from course.errors import Fault
from course.grading.bench import Bench
from course.worker.client import Request

SECONDS = 1.0
"""For all of them; what takes longer is run again, with the time that is its due."""
_AT_ONCE = 32
"""Tests that may wait."""


def run(bench: Bench, tests: Iterable[Callable[[], None]]) -> int | None:
    """Run tests that call functions on the bench; None where all of them came to their end.

    Else the position of the one whose call ended in a fault: what the tests said is void then. The
    exercise at hand is begun anew.
    """
    hub = getcurrent()
    waiting: deque[tuple[Any, Request]] = deque()
    position = {}

    def exchange(request: Request) -> Any:
        waiting.append((getcurrent(), request))
        return hub.switch()

    def go_on() -> None:
        test, request = waiting.popleft()
        try:
            value = bench.answer(request)
        except Fault:
            waiting.appendleft((test, request))
            raise
        except Exception as error:
            test.throw(error)
        else:
            test.switch(value)

    at_fault = None
    try:
        with bench.exchanging(exchange, SECONDS):
            for number, test in enumerate(tests):
                bench.returned = ()
                started = greenlet(test)
                position[started] = number
                started.gr_context = copy_context()  # it would begin with an empty one
                started.switch()
                if len(waiting) == _AT_ONCE:
                    go_on()
            while waiting:
                go_on()
    except Fault:
        at_fault = position[waiting[0][0]]
    finally:
        for test, _ in waiting:
            test.throw(GreenletExit)
    bench.start_again()
    return at_fault
