"""Every exception of the project.

    CourseError                   exit 2 unless it says otherwise
    ├── UnknownName               a name nobody has, with the nearest ones
    ├── MissingInput              a file, folder or course that is not there or cannot be read
    ├── TooLarge                  an array that would fill the memory
    ├── BrokenFile                exit 1: a student's file that cannot be changed as it is
    ├── InTheWay                  files of somebody else's where a release should go
    ├── AuthorError               files of the course that are wrong, all problems at once
    ├── CouldNotAudit             exit 3: an audit that did not come to its end
    └── CouldNotGrade             exit 3: no fault of the student's
        └── NotIsolated           student code would run with too little around it
    StudentError                  the student's code raised what is no built-in Exception
    Fault (a BaseException)       the worker could not answer
    ├── TimedOut
    ├── OutOfMemory
    ├── Crashed
    ├── WireFault                 an answer that breaks the rules of the wire
    └── Lost                      the process that starts workers is gone

An exception carries data and builds its own message; the command line alone prints it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from pathlib import Path

    from course.problem import Problem


class CourseError(Exception):
    """Anything that a user of the command can put right."""

    exit_code: ClassVar[int] = 2


class UnknownName(CourseError):
    """A name that nobody has: "No exercise 'softmx' in 'qkv'. Did you mean 'softmax'?"."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "") -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        message = f"No {kind} {name!r}" + (f" in {where!r}" if where else "") + "."
        # Imported here, as below, for a command that succeeds is faster without.
        from difflib import get_close_matches

        close = get_close_matches(name, self.known, n=1)
        if close:
            message += f" Did you mean {close[0]!r}?"
        elif self.known:
            message += " There is " + ", ".join(repr(known) for known in self.known) + "."
        super().__init__(message)


class MissingInput(CourseError):
    """A file, folder or course that is not there or cannot be read, and what to do about it."""


class TooLarge(CourseError):
    """An array of the sizes asked for would fill the memory."""

    def __init__(self, name: str, sizes: Mapping[str, int], most: int) -> None:
        self.name, self.sizes, self.most = name, dict(sizes), most
        shape = ", ".join(f"{axis}={size}" for axis, size in sizes.items())
        super().__init__(
            f"'{name}' would be ({shape}), {math.prod(sizes.values()):,} entries. "
            f"Choose sizes that make it {most:,} at most."
        )


class BrokenFile(CourseError):
    """A student's file that cannot be changed as it is, and what to do about it."""

    exit_code = 1


class InTheWay(CourseError):
    """Files that the release did not write stand where it should write."""

    def __init__(self, paths: "Sequence[Path]") -> None:
        self.paths = tuple(paths)
        listed = "\n".join(f"  {path}" for path in self.paths)
        super().__init__(
            "Nothing was written: these files are not ours, or were changed since.\n"
            f"{listed}\nMove them away, or choose another --out folder."
        )


class AuthorError(CourseError):
    """Files of the course that are wrong: every problem found, not only the first."""

    def __init__(self, problems: "Sequence[Problem]") -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CouldNotGrade(CourseError):
    """Grading failed through no fault of the student: no score may be given."""

    exit_code = 3


class NotIsolated(CouldNotGrade):
    """Fewer layers of isolation hold than grading asks for."""

    def __init__(self, lacking: Mapping[str, str]) -> None:
        from course.isolation import REMEDY

        self.lacking = dict(lacking)
        lines = [f"  {layer}: {why}. {REMEDY.get(layer, '')}" for layer, why in lacking.items()]
        super().__init__(
            "Nothing was graded, for student code would not be isolated enough here. Missing:\n"
            + "\n".join(lines)
            + "\nWith --sandbox off it is graded all the same, and not isolated at all."
        )

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, str]]]:
        return type(self), (self.lacking,)


class CouldNotAudit(CourseError):
    """An exercise's audit did not come to its end."""

    exit_code = 3

    def __init__(self, exercise: str, why: str) -> None:
        self.exercise, self.why = exercise, why
        super().__init__(f"The audit of {exercise!r} stopped: {why}.")


class StudentError(Exception):
    """The student's function raised something that is not a built-in Exception.

    `SystemExit`, `KeyboardInterrupt` and the student's own classes arrive as this one.
    """


class Fault(BaseException):
    """The worker could not answer, so the exercise ends here.

    Not an Exception: a grader's `pytest.raises(Exception)` must never take a crash
    for the error that it asked for.
    """


def without_frames(fault: Fault) -> Fault:
    """The same fault, to be kept: with its traceback it would keep what came over the wire."""
    return type(fault)(*fault.args)


class TimedOut(Fault):
    """The time budget of the exercise is used up."""


class OutOfMemory(Fault):
    """The student's code asked for more memory than it may have."""


class Crashed(Fault):
    """The worker process ended by itself: a segmentation fault, `os._exit`, a signal."""


class WireFault(Fault):
    """An answer that breaks the rules of the wire: too large, malformed, or not asked for."""


class Lost(Fault):
    """The zygote that runs the workers is gone; the submission deserves another try."""

    def __str__(self) -> str:
        return "The process that starts workers ended."


def told(error: Exception) -> tuple[str, int]:
    """What a command says of an exception that ends it, and its exit code."""
    if isinstance(error, CourseError):
        return f"Error: {error}", error.exit_code
    if isinstance(error, OSError):
        where = f"'{error.filename}': " if error.filename else ""
        return f"Error: {where}{error.strerror or error}.", 3
    return (
        f"Error: our own fault, {type(error).__name__}: {error}\n"
        "Run it again with --debug to see where."
    ), 3
