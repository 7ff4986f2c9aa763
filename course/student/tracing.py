"""A student's functions run as one forward pass, step by step, in a process of its own."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.errors import MissingInput, TooLarge
from course.worker.check_process import CHAIN_CHILD, CheckProcess
from course.worker.started import Ended, Late

if TYPE_CHECKING:
    from course.chain.trace_report import TracedStep, TraceReport
    from course.examples import Handout
    from course.examples.chain import HandedChain

_MOST_ENTRIES = 1 << 27
"""Of one array: 1 GiB of float64."""


def trace(folder: Path, sizes: Mapping[str, int], *, timeout: float = 10.0) -> "TraceReport":
    """Run the chain with random inputs of those sizes, up to the first wrong shape.

    The timeout holds for loading the file and for each step.
    """
    from course.student.checking import read_handout

    handout = read_handout(folder)
    handed = chain_of(handout)
    _check_sizes(handed, sizes)
    report, _ = run_chain(folder, handout, handed, sizes, picture=False, timeout=timeout)
    return report


def chain_of(handout: "Handout") -> "HandedChain":
    """The assignment's chain; MissingInput where it has none."""
    from course.examples.chain import read_chain

    handed = read_chain(handout)
    if handed is None:
        raise MissingInput(
            f"The functions of '{handout.assignment}' make no chain, so there is nothing to trace. "
            "Use 'course check'."
        )
    return handed


def run_chain(
    folder: Path,
    handout: "Handout",
    handed: "HandedChain",
    sizes: Mapping[str, int],
    *,
    picture: bool,
    timeout: float,
) -> "tuple[TraceReport, list[Any] | None]":
    """What every step did; and the picture's numbers, where it is asked for and was reached."""
    from course.chain import of_one_size, sizes_of
    from course.chain.trace_report import TraceReport
    from course.student.checking import student_file

    path, notes = student_file(folder, handout)
    chain = handed.chain
    all_sizes = sizes_of(chain, sizes)
    with CheckProcess(folder, script=CHAIN_CHILD) as process:
        process.ask(
            {
                "file": path.name,
                "sizes": dict(sizes),
                "picture": picture,
                "timeout": timeout,
            }
        )
        broken, output = "", ""
        steps: list[TracedStep] = []
        values = None
        try:
            found = process.answer("loaded", timeout)
            broken, output = str(found["broken"]), str(found["output"])
            notes = (*notes, *found["notes"])
        except (Late, Ended) as failure:
            broken = _unloaded(path.name, timeout, failure)
        if not broken:
            steps, values = _steps(process, handed, picture, timeout)
    report = TraceReport(
        title=handout.title,
        file=path.name,
        sizes=all_sizes,
        alike=of_one_size(handed.axes, all_sizes),
        steps=tuple(steps),
        length=len(chain.steps),
        broken=broken,
        notes=notes,
        output=output,
    )
    return report, values


def _steps(
    process: CheckProcess, handed: "HandedChain", picture: bool, timeout: float
) -> "tuple[list[TracedStep], list[Any] | None]":
    from course.chain.trace_report import TracedStep, step_from_json

    steps: list[TracedStep] = []
    for step in handed.chain.steps:
        lost = TracedStep(str(step), step.function)
        values: list[Any] | None = None
        try:
            traced = step_from_json(process.answer("step", timeout)["step"])
            if picture and handed.picture and handed.picture.of in step.names:
                values = None if traced.trouble else process.answer("map", timeout)["values"]
        except (Late, Ended) as failure:
            traced = _unfinished(lost, timeout, failure)
        steps.append(traced)
        if traced.trouble or values is not None:
            return steps, values
    return steps, None


def _unfinished(step: "TracedStep", timeout: float, failure: Late | Ended) -> "TracedStep":
    from dataclasses import replace

    if isinstance(failure, Ended):
        return replace(step, trouble=f"Python itself ended while it ran ({failure}).")
    trouble = f"It did not come back within {timeout:g} s."
    place, code = failure.place, failure.code.strip()
    return replace(step, trouble=trouble, place=place, code=code, output=failure.output)


def _unloaded(file: str, timeout: float, failure: Late | Ended) -> str:
    if isinstance(failure, Ended):
        return f"{file} ended Python while it was being loaded ({failure})."
    where = f": it was still on {failure.place}" if failure.place else ""
    return f"{file} did not finish loading within {timeout:g} s{where}."


def _check_sizes(handed: "HandedChain", wanted: Mapping[str, int]) -> None:
    """Refuse what would fill the memory before a line of the student's has run."""
    from course.chain import sizes_of

    sizes = sizes_of(handed.chain, wanted)
    for name, axes in handed.axes.items():
        entries = math.prod(sizes[axis] for axis in axes)
        if entries > _MOST_ENTRIES:
            raise TooLarge(name, {axis: sizes[axis] for axis in axes}, _MOST_ENTRIES)
