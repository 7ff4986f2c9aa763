"""One call of a student's function, followed: what came, and whether its shape is the due one."""

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import CodeType, FrameType
from typing import Any

import numpy as np

from course.chain import Step
from course.chain.axes_by_size import in_words, named, what_is_wrong
from course.chain.trace_report import TracedStep, TracedValue
from course.chain.values import results
from course.diagnose.words import counted, kind_in_words
from course.plain import one_line, plain
from course.worker.examine import EXITED, Locate, Place, innermost

Shapes = Mapping[str, tuple[str, ...]]
"""Result of a step -> the names of its axes."""


class Call:
    """A call that was made: what it returned or raised, and where in the student's file."""

    def __init__(
        self, function: Callable[..., Any], arguments: Sequence[Any], locate: Locate, **named: Any
    ) -> None:
        """Make it; whatever it raises is kept in `raised`."""
        self.value: Any = None
        self.raised: BaseException | None = None
        self.place: Place | None = None
        watch = _LastLine(getattr(function, "__code__", None))
        try:
            with warnings.catch_warnings():
                # The nan that numpy warns of is counted in the result.
                warnings.simplefilter("ignore")
                with watch:
                    self.value = function(*arguments, **named)
                    # Some objects raise when they are asked what they are, as we will.
                    isinstance(self.value, list)
        except BaseException as error:
            self.raised = error
            self.place = innermost(error.__traceback__, locate)
        else:
            if watch.code is not None and watch.line is not None:
                self.place = locate(watch.code.co_filename, watch.line)


class _LastLine:
    """The line on which a function returned last."""

    def __init__(self, code: CodeType | None) -> None:
        self.code, self.line = code, None if code is None else code.co_firstlineno

    def __enter__(self) -> None:
        self._before = sys.gettrace()
        # A debugger's or a coverage tool's own function is not put out of action.
        if self._before is None:
            sys.settrace(self._called)

    def __exit__(self, *_: object) -> None:
        if self._before is None:
            sys.settrace(None)

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG002 - sys.settrace's signature
        if frame.f_code is not self.code:
            return None
        # Only its end is of interest, and every line told would slow down a loop.
        frame.f_trace_lines = False
        return self._returned

    def _returned(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG002 - as above
        if event == "return":
            self.line = frame.f_lineno
        return self._returned


def told(step: Step, call: Call, axes: Shapes, sizes: Mapping[str, int]) -> TracedStep:
    """The step in words."""
    traced = TracedStep(str(step), step.function)
    if call.place is not None:
        traced = replace(traced, place=call.place.words, code=plain(call.place.code, 200).strip())
    if call.raised is not None:
        return replace(
            traced,
            trouble=_raised(step.function, call.raised),
            unwritten=isinstance(call.raised, NotImplementedError),
        )
    came = results(step, call.value)
    if came is None:
        wanted = f"{counted(len(step.names), 'array')}: {', '.join(step.names)}"
        return replace(traced, trouble=f"It returned {_kind(call.value)}; expected {wanted}.")
    values, troubles = [], []
    for name, value in zip(step.names, came, strict=True):
        traced_value, trouble = _value(name, value, axes[name], sizes)
        values.append(traced_value)
        if trouble:
            troubles.append(f"{name}: {trouble}" if len(step.names) > 1 else trouble)
    return replace(traced, values=tuple(values), trouble=next(iter(troubles), ""))


def missing(step: Step, file: str, names: Mapping[str, Any]) -> TracedStep:
    """The step of a function that there is not."""
    trouble = f"There is no function '{step.function}' in {file}."
    if step.function in names:
        trouble = f"'{step.function}' is {_kind(names[step.function])} in {file}, not a function."
    return TracedStep(str(step), step.function, trouble=trouble)


def _raised(function: str, error: BaseException) -> str:
    if isinstance(error, NotImplementedError):
        return f"{function} is not written yet."
    if isinstance(error, SystemExit):
        return EXITED
    try:
        text = one_line(str(error))
    except Exception:
        text = ""
    return f"It raised {one_line(type(error).__name__, 60)}" + (f": {text}" if text else ".")


def _value(
    name: str, value: Any, due: Sequence[str], sizes: Mapping[str, int]
) -> tuple[TracedValue, str]:
    """A result in words, and what is wrong with it."""
    known = bool(due) and set(due) <= set(sizes)
    expected = in_words([sizes[axis] for axis in due], due) if known else ""
    if not isinstance(value, np.ndarray):
        kind = _kind(value)
        trouble = f"It is {kind}, not an array." if due else ""
        return TracedValue(name, kind, expected, not trouble), trouble
    if not known:
        return TracedValue(name, str(value.shape), "", True, _numbers(value)), ""
    trouble = what_is_wrong(value.shape, due, sizes)
    shape = in_words(value.shape, named(value.shape, due, sizes))
    return TracedValue(name, shape, expected, not trouble, _numbers(value)), trouble


def _numbers(array: Any) -> str:
    """ "float64, -2.1 to 3.2, 0 nan"; of a masked array the numbers below the mask."""
    array = np.asarray(array)
    dtype = one_line(str(array.dtype), 60)
    if array.dtype.kind not in "biuf" or array.size == 0:
        return f"{dtype}, no entries" if array.size == 0 else dtype
    missing = int(np.isnan(array).sum()) if array.dtype.kind == "f" else 0
    if missing == array.size:
        return f"{dtype}, all {missing} entries are nan"
    low, high = np.nanmin(array), np.nanmax(array)
    return f"{dtype}, {float(low):.4g} to {float(high):.4g}, {missing} nan"


def _kind(value: Any) -> str:
    kind = kind_in_words(value)
    return f"{kind} of {counted(len(value), 'item')}" if type(value) in (list, tuple) else kind
