"""Every program that an exercise's grader is tried on, as one source for a worker.

They run where students' code runs, so a verdict here is the verdict of grading, and a mutant that
loops for ever ends as a student's loop does. What has come back from there once may be repeated
with other seeds in process.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.audit.mutants import Mutant
from course.audit.result import Kind
from course.authoring import bank
from course.bounded import bounded
from course.errors import Fault
from course.grading.bench import Bench, Side
from course.grading.references import PATH
from course.model import Solution
from course.skeleton import parameters, skeleton
from course.submission import Source
from course.worker.client import Worker
from course.worker.in_process import InProcess
from course.worker.loader import Loaded
from course.worker.process import Limits

_HEAD = """\
import copy

import numpy as np


def _module(path, text):
    namespace = {"__name__": path}
    exec(compile(text, path, "exec"), namespace)
    return namespace


def _variant(namespace, name, text):
    copied = dict(namespace)
    exec(compile(text, "<mutant>", "exec"), copied)
    return copied[name]


def _filled(value, number):
    if isinstance(value, (list, tuple)):
        return type(value)(_filled(item, number) for item in value)
    return np.full_like(value, number)


def _shaped(function, number):
    def shaped(*arguments):
        try:
            return _filled(function(*copy.deepcopy(arguments)), number)
        except Exception:
            return number
    return shaped


def _refusing(error):
    def refusing(*arguments):
        raise error
    return refusing
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One program before it was tried."""

    kind: Kind
    name: str
    line: int | None
    expression: str
    """What makes the function, in the source's own terms."""


def candidates(exercise: str, solution: Solution, found: Sequence[Mutant]) -> list[Candidate]:
    """Every program of an exercise, the reference first."""
    collected = bank(solution.reference)
    line = solution.reference.__code__.co_firstlineno
    programs = [Candidate(Kind.REFERENCE, exercise, line, "_reference")]
    for kind, named, functions in (
        (Kind.WHEAT, solution.wheats, collected.wheats),
        (Kind.CHAFF, solution.chaffs, collected.chaffs),
    ):
        for one in named:
            where = functions.index(one.function)
            programs.append(
                Candidate(
                    kind,
                    one.name,
                    one.function.__code__.co_firstlineno,
                    f"_bank.{kind.value}s[{where}]",
                )
            )
    unwritten = skeleton(solution.reference)
    trivial = {
        "the skeleton": f"_variant(_solution, {exercise!r}, {unwritten!r})",
        "returns None": "lambda *arguments: None",
        "returns 0": "lambda *arguments: 0.0",
        "returns zeros of the right shape": "_shaped(_reference, 0.0)",
        "returns ones of the right shape": "_shaped(_reference, 1.0)",
        "always raises ValueError": "_refusing(ValueError())",
    }
    for position, name in enumerate(parameters(solution.reference)):
        trivial[f"returns {name}"] = f"lambda *arguments: arguments[{position}]"
    programs += [Candidate(Kind.TRIVIAL, name, None, how) for name, how in trivial.items()]
    programs += [
        Candidate(
            Kind.MUTANT,
            mutant.text,
            mutant.line,
            f"_variant(_solution, {exercise!r}, {mutant.source!r})",
        )
        for mutant in found
    ]
    return programs


def source(exercise: str, path: Path, shown: str, programs: Sequence[Candidate]) -> Source:
    """One file that defines every program, each under a name of its own."""
    text = path.read_text(encoding="utf-8")
    lines = [
        _HEAD,
        f"_solution = _module({shown!r}, {text!r})",
        f"_reference = _solution[{exercise!r}]",
        "_bank = _reference.__bank__",
        *(f"{_name(number)} = {one.expression}" for number, one in enumerate(programs)),
    ]
    return Source("py", "\n".join(lines).encode(), shown)


class ProgramBench(Bench):
    """A bench on which one program at a time stands under the exercise's name."""

    def __init__(self, source: Source, exercise: str, side: Side, limits: Limits) -> None:
        super().__init__(source, limits, side=side, path=PATH)
        self._exercise_name = exercise
        self.program = 0
        """Which one."""
        self.seen: list[Any] | None = None
        """Arguments and results of every call, where somebody collects them."""

    def bounded(self) -> AbstractContextManager[None]:
        """Bound a run of all tests; a worker's time is bounded already."""
        return nullcontext()

    def load(self) -> Loaded:
        """Run the file, and pretend that the exercise's function is in it."""
        loaded = super().load()
        self.loaded = Loaded(functions=(self._exercise_name,), problems=loaded.problems)
        return loaded

    def call(self, name: str, *arguments: Any) -> Any:
        """Call the program's function."""
        __tracebackhide__ = True
        if self.seen is not None:
            self.seen += [argument.copy() for argument in arguments if hasattr(argument, "copy")]
        try:
            value = super().call(_name(self.program), *arguments)
        except (Exception, Fault) as error:
            raise self._marked(error, name) from None
        if self.seen is not None:
            self.seen.append(value)
        return value


class InProcessBench(ProgramBench):
    """The same without a process, for programs that come back."""

    def bounded(self) -> AbstractContextManager[None]:
        """Stop what does not come back with some seed, as often as it does not."""
        return bounded(self._limits.exercise_seconds)

    def _new_worker(self, limits: Limits) -> Worker:
        return InProcess(limits, self._path)


def _name(number: int) -> str:
    return f"program_{number}"
