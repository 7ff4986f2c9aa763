"""What a student's own check found: made where the student's code runs, shown by `course.reports`.

All of it is text that is safe to show: whoever makes these words passes foreign text through
`course.plain` first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.maps import Maps


class Verdict(StrEnum):
    """How one exercise stands."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    """The skeleton's NotImplementedError still stands."""
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    """The process that ran the student's code ended by itself."""
    NOT_TRIED = "not_tried"
    """The file as a whole cannot be run, or the examples cannot be used here."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One value in words."""

    name: str
    """A parameter, "expected" or "got"."""
    kind: str
    """`(batch=1, heads=2, seq=2, d_head=3)` for an array, else what it is: "a list", "None"."""
    text: str = ""
    """The values, several lines; empty where they are too many or there are none."""


@dataclass(frozen=True, slots=True)
class CheckedExercise:
    """One exercise, tried on its public examples."""

    name: str
    title: str
    verdict: Verdict
    summary: str = ""
    """One or two sentences: what is wrong. The rest below is evidence for it."""
    diagnosis: str = ""
    """The known mistake that behaves alike, in its author's words, or what relates the results."""
    unknown: bool = False
    """The result is wrong, and in a way that nobody has described yet."""
    example: str = ""
    """The example that is shown."""
    inputs: tuple[Shown, ...] = ()
    expected: Shown | None = None
    got: Shown | None = None
    place: str = ""
    """Where in the student's file: "line 12", "cell 5, line 2"."""
    line: int | None = None
    """The line in a .py, for editors and annotations."""
    code: str = ""
    """The source line at that place, or the line that should stand there."""
    output: str = ""
    """What the student's code printed."""
    maps: "Maps | None" = None
    """Of queries and keys, for a picture."""
    hint: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing is left to do here."""
        return self.verdict is Verdict.PASSED


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A student's file, checked."""

    assignment: str
    title: str
    file: str
    """The student's file, relative to the folder."""
    exercises: tuple[CheckedExercise, ...]
    broken: str = ""
    """Why nothing in the file could be run."""
    line: int | None = None
    """The line in a .py that is to blame for it."""
    notes: tuple[str, ...] = ()
    """What the student should know besides: a cell that raised, two files that differ."""
    output: str = ""
    """What the file printed while it was loaded."""
    answered: int = 0
    questions: int = 0

    @property
    def passed(self) -> bool:
        """Whether every exercise passes, the quiz aside."""
        return not self.broken and all(exercise.passed for exercise in self.exercises)

    @property
    def first_open(self) -> CheckedExercise | None:
        """The exercise to work on next: the first that went wrong, else the first not started."""
        unfinished = [exercise for exercise in self.exercises if not exercise.passed]
        tried = [each for each in unfinished if each.verdict is not Verdict.NOT_STARTED]
        return next(iter(tried or unfinished), None)


def exercise_from_json(data: Mapping[str, Any]) -> CheckedExercise:
    """The exercise whose `asdict` went through JSON; KeyError, TypeError or ValueError if none."""
    fields = dict(data)
    fields["verdict"] = Verdict(fields["verdict"])
    fields["inputs"] = tuple(Shown(**shown) for shown in fields["inputs"])
    for name in ("expected", "got"):
        if fields[name] is not None:
            fields[name] = Shown(**fields[name])
    if fields["maps"] is not None:
        from course.maps import Maps

        fields["maps"] = Maps(**fields["maps"])
    return CheckedExercise(**fields)
