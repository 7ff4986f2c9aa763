"""What an audit found: frozen words, with no behaviour beyond counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

FAULT = "fault"
"""The outcome of a test that could not be judged."""


class Kind(StrEnum):
    """What a program is to an exercise, and so what its verdict should be."""

    REFERENCE = "reference"
    WHEAT = "wheat"
    CHAFF = "chaff"
    TRIVIAL = "trivial"
    """Code without sense, the skeleton among it: it must earn nothing."""
    MUTANT = "mutant"


@dataclass(frozen=True, slots=True)
class Hole:
    """One thing to put right."""

    kind: str
    """"wheat-rejected", "mutant-alive", …: docs/audit-format.md lists them."""
    path: Path
    message: str
    """What is wrong, then what to do."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """One hidden test."""

    name: str
    title: str
    points: float
    line: int
    stays: str | None = None
    """Why it stays although it kills nothing alone; None where the author does not say."""

    __test__ = False  # pytest would take the class for a test case


@dataclass(frozen=True, slots=True)
class Cell:
    """One hidden test on one program, with every seed."""

    passed: int
    runs: int
    outcomes: Mapping[str, int]
    """Outcome -> how often."""

    @property
    def broken(self) -> bool:
        """Whether the test could not be judged, which says nothing of the program."""
        return FAULT in self.outcomes

    @property
    def killed(self) -> bool:
        """Whether the test fails, whatever the seed."""
        return self.passed == 0 and not self.broken

    @property
    def flaky(self) -> bool:
        """Whether the seed decides."""
        return 0 < self.passed < self.runs and not self.broken


@dataclass(frozen=True, slots=True)
class Program:
    """One program, and what every hidden test said of it."""

    kind: Kind
    name: str
    """A mutant's is its line."""
    line: int | None
    cells: tuple[Cell, ...]
    """In the order of the tests."""
    diagnosis: str | None = None
    """Name of the chaff that it was taken for."""
    equivalent: str | None = None
    """The author's reason why a mutant is no mistake."""
    difference: str | None = None
    """Of a mutant that no test kills: where random inputs tell it from the reference, or ""."""

    @property
    def passed(self) -> bool:
        """Whether every test passes with every seed."""
        return all(cell.passed == cell.runs for cell in self.cells)

    @property
    def killers(self) -> tuple[int, ...]:
        """Positions of the tests that fail with every seed."""
        return tuple(position for position, cell in enumerate(self.cells) if cell.killed)

    @property
    def is_equivalent(self) -> bool:
        """Whether a mutant is listed, and nothing tells it from the reference."""
        return self.equivalent is not None and self.difference == "" and not self.killers


@dataclass(frozen=True, slots=True)
class AuditedExercise:
    """One exercise's audit."""

    assignment: str
    name: str
    tests: tuple[Test, ...] = ()
    programs: tuple[Program, ...] = ()
    holes: tuple[Hole, ...] = ()
    seconds: float = 0.0

    def of(self, kind: Kind) -> tuple[Program, ...]:
        """The programs of a kind."""
        return tuple(program for program in self.programs if program.kind is kind)

    @property
    def alone(self) -> tuple[tuple[str, ...], ...]:
        """For each test, the chaffs and mutants that it alone kills."""
        found: list[list[str]] = [[] for _ in self.tests]
        for program in self.programs:
            if program.kind in (Kind.CHAFF, Kind.MUTANT) and len(program.killers) == 1:
                found[program.killers[0]].append(program.name)
        return tuple(map(tuple, found))

    @property
    def flaky_tests(self) -> tuple[str, ...]:
        """Tests whose verdict on some program that has a sense depends on the seed."""
        return tuple(
            test.name
            for position, test in enumerate(self.tests)
            if any(
                program.cells[position].flaky
                for program in self.programs
                if program.kind is not Kind.TRIVIAL
            )
        )


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit of a course found."""

    root: Path
    seeds: int
    exercises: Sequence[AuditedExercise] = ()
    holes: Sequence[Hole] = field(default=())
    """What belongs to no exercise that was tried: a chapter, a missing file."""

    @property
    def all_holes(self) -> tuple[Hole, ...]:
        """Every hole, in the order of the exercises."""
        return (*self.holes, *(hole for exercise in self.exercises for hole in exercise.holes))
