"""`with course.trace():` in a notebook: each call of an exercise's function is told as a step.

The calls are the student's own, so their sizes are taken from the arguments. A wrong shape is told
and the block goes on, for what is in it is the student's to stop; an error is told and goes on its
way.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.chain import Step, solved
from course.errors import CourseError
from course.examples.chain import HandedChain, read_chain
from course.notebook.check import locator
from course.reports.terminal import Screen
from course.reports.trace_terminal import render_step
from course.student.checking import read_handout

if TYPE_CHECKING:
    from course.examples import HandedExercise
    from course.worker.examine import Locate

_SCREEN = Screen(width=80)


@contextmanager
def trace() -> Iterator[None]:
    """Tell each call of an exercise's function that is made in the block."""
    names = _callers_names()
    traced: dict[str, Any] = {}
    own: dict[str, Any] = {}
    try:
        handout = read_handout(Path())
        chain = read_chain(handout)
    except CourseError as error:
        sys.stdout.write(f"{error}\n")
    else:
        locate = locator(names)
        for exercise in handout.exercises:
            function = names.get(exercise.name)
            if callable(function):
                own[exercise.name] = function
                traced[exercise.name] = _traced(exercise, function, chain, locate)
    names.update(traced)
    try:
        yield
    finally:
        for name, stand_in in traced.items():
            # A function that was written anew in the block stays.
            if names.get(name) is stand_in:
                names[name] = own[name]


def _callers_names() -> dict[str, Any]:
    """The notebook's names: those of the first frame above that is not contextlib's or ours."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") in (__name__, "contextlib"):
        frame = frame.f_back
    return frame.f_globals


def _traced(
    exercise: "HandedExercise",
    function: Callable[..., Any],
    chain: HandedChain | None,
    locate: "Locate",
) -> Callable[..., Any]:
    # Imported here because numpy takes its time, and a folder without an assignment should not.
    from course.worker.follow import Call, told

    @wraps(function)
    def traced(*arguments: Any, **named: Any) -> Any:
        call = Call(function, arguments, locate, **named)
        given = dict(zip(exercise.parameters, arguments, strict=False)) | named
        sizes = _sizes(exercise, given, chain)
        due = exercise.axes.get("return", ())
        step = Step(_results(exercise.name, chain), exercise.name, tuple(given))
        axes = dict.fromkeys(step.names, due)
        sys.stdout.write(render_step(told(step, call, axes, sizes), _SCREEN) + "\n")
        if call.raised is not None:
            # Our own two lines in its traceback would only be in the way.
            own = call.raised.__traceback__
            raise call.raised.with_traceback(own.tb_next if own else None)
        return call.value

    return traced


def _results(function: str, chain: HandedChain | None) -> tuple[str, ...]:
    """What the chain calls the function's results, where it calls it once."""
    steps = [step for step in chain.chain.steps if step.function == function] if chain else []
    return steps[0].names if len(steps) == 1 else ("result",)


def _sizes(
    exercise: "HandedExercise", given: Mapping[str, Any], chain: HandedChain | None
) -> dict[str, int]:
    """The sizes that the arguments have; where they contradict, the first counts."""
    sizes: dict[str, int] = {}
    for name, value in given.items():
        shape, axes = getattr(value, "shape", None), exercise.axes.get(name, ())
        if isinstance(shape, tuple) and len(shape) == len(axes):
            for axis, size in zip(axes, shape, strict=True):
                sizes.setdefault(axis, int(size))
    if chain is None:
        return sizes
    for step in chain.chain.steps:
        if step.function == exercise.name:
            for parameter, argument in zip(exercise.parameters, step.arguments, strict=False):
                if argument in chain.chain.sizes and type(given.get(parameter)) is int:
                    sizes.setdefault(argument, given[parameter])
    return solved(chain.chain, sizes)
