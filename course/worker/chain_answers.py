"""What the process behind `course trace` and `course plot` answers: step by step, what came."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from course.chain import Step, sizes_of
from course.chain.trace_report import TracedStep
from course.chain.values import random_inputs, results
from course.diagnose import equal
from course.examples import Handout
from course.examples.chain import HandedChain, read_chain
from course.plain import one_line, plain
from course.worker.check_answers import load_student, watched
from course.worker.examine import StudentCode
from course.worker.follow import Call, missing, told

Send = Callable[..., None]


def answer(handout: Handout, request: Mapping[str, Any], send: Send) -> None:
    """Load the file and run the chain; each answer is sent as soon as it is known."""
    seconds = float(request["timeout"])
    handed = read_chain(handout)
    if handed is None:
        raise ValueError("there is no chain")
    picture = handed.picture if request["picture"] else None
    sizes = sizes_of(handed.chain, picture.sizes if picture else request["sizes"])
    inputs = picture.inputs if picture else random_inputs(handed.chain, handed.axes, sizes)
    expected = picture.expected if picture else {}
    values: dict[str, Any] = {**sizes, **inputs}
    student = load_student(Path(request["file"]), seconds, send)
    for step in handed.chain.steps:
        with watched(seconds, student, send):
            traced, came = _made(step, handed, student, values, sizes)
        values |= came
        if not traced.trouble and any(
            name in expected and not equal(value, expected[name]) for name, value in came.items()
        ):
            traced = replace(traced, differs=True)
        drawn = came.get(picture.of) if picture else None
        if drawn is not None and drawn.dtype.kind not in "biuf":
            dtype = one_line(str(drawn.dtype), 60)
            traced = replace(traced, trouble=f"It is an array of {dtype}, which cannot be drawn.")
        send("step", step=asdict(traced))
        if traced.trouble:
            return
        if drawn is not None:
            send("map", values=np.asarray(drawn, float).tolist())
            return


def _made(
    step: Step,
    handed: HandedChain,
    student: StudentCode,
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
) -> tuple[TracedStep, dict[str, Any]]:
    """Make one step: what to tell of it, and what it gives."""
    student.taken_output()
    function = student.names.get(step.function)
    if not callable(function):
        return missing(step, student.file, student.names), {}
    call = Call(function, [values[name] for name in step.arguments], student.locate)
    traced = told(step, call, handed.axes, sizes)
    traced = replace(traced, output=plain(student.taken_output()))
    came = None if traced.trouble else results(step, call.value)
    return traced, dict(zip(step.names, came or [], strict=bool(came)))
