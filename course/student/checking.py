"""A student's own check: their file, tried on the public examples in a process of its own.

`course.worker.check_child` runs the student's code there and compares too, so that numpy is
imported once and not here. Where it is late or ends by itself, that is the verdict on the exercise
it was at, and a new process goes on with the next.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.errors import MissingInput, UnknownName
from course.examples import EXAMPLES
from course.worker.started import Ended, Late

if TYPE_CHECKING:
    from course.check_report import CheckedExercise, CheckReport, Verdict
    from course.examples import HandedExercise, Handout
    from course.worker.started import Started

QUIZ = "quiz"


def check(
    folder: Path,
    names: Sequence[str] = (),
    *,
    timeout: float = 10.0,
    started: "Started | None" = None,
    handout: "Handout | None" = None,
) -> "CheckReport":
    """Check the exercises of those names, or all, in a student's folder.

    The timeout holds for loading the file and for each exercise. A process that was `started` in
    the folder before saves the wait for it; it serves one check, and is ended here. A `handout` is
    the folder's, where it was read already. Raises MissingInput where there is nothing to check,
    UnknownName for an exercise that the assignment does not have.
    """
    _look_for_examples(folder)
    with started or _process(folder) as process:
        # Imported while the process starts.
        from course.answers import count_answers
        from course.check_report import CheckReport

        handout = handout or read_handout(folder)
        wanted = chosen(handout, names)
        path, notes = student_file(folder, handout)
        loaded, checked = _first_of(process, folder, path, wanted, timeout)
    answered, amiss = count_answers(handout.questions, loaded.answers)
    return CheckReport(
        assignment=handout.assignment,
        title=handout.title,
        file=path.name,
        exercises=tuple(checked),
        broken=loaded.broken,
        line=loaded.line,
        notes=(*notes, *loaded.notes, *amiss),
        output=loaded.output,
        answered=answered,
        questions=len(handout.questions) if not names or QUIZ in names else 0,
    )


def read_handout(folder: Path) -> "Handout":
    """The assignment's examples.json; MissingInput says where one was found instead."""
    from course.examples import loads

    _look_for_examples(folder)
    try:
        text = (folder / EXAMPLES).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MissingInput(f"Cannot read '{EXAMPLES}': {error}. Get a new copy of it.") from error
    return loads(text)


def chosen(handout: "Handout", names: Sequence[str]) -> "list[HandedExercise]":
    """The exercises of those names in the assignment's order; all of them where none is named."""
    known = [exercise.name for exercise in handout.exercises]
    for name in names:
        if name not in known and not (name == QUIZ and handout.questions):
            raise UnknownName("exercise", name, known, where=handout.assignment)
    return [exercise for exercise in handout.exercises if not names or exercise.name in names]


def student_file(folder: Path, handout: "Handout") -> tuple[Path, tuple[str, ...]]:
    """The file that counts, and what to say about the choice.

    Of two forms the one that differs from the skeleton counts; where both do, the .py.
    """
    found = {
        kind: path
        for kind in ("py", "ipynb")
        if (path := folder / f"{handout.assignment}.{kind}").is_file()
    }
    if not found:
        raise MissingInput(
            f"No {handout.assignment}.py or {handout.assignment}.ipynb here. "
            f"Your file must have that name and stand beside {EXAMPLES}."
        )
    if len(found) == 1:
        return next(iter(found.values())), ()
    # Imported here because a folder seldom holds both.
    from course.fingerprint import fingerprint

    changed = [
        kind
        for kind, path in found.items()
        if fingerprint(kind, path.read_bytes()) != handout.skeletons.get(kind)
    ]
    if len(changed) < 2:
        return found[changed[0] if changed else "py"], ()
    return found["py"], (
        f"You worked in both {found['py'].name} and {found['ipynb'].name}: "
        f"{found['py'].name} counts. Remove the one you do not want.",
    )


def _process(folder: Path, waiting: Callable[[], None] | None = None) -> "Started":
    # Imported here because where the student's code runs in this process, none is started.
    from course.worker.check_process import CheckProcess

    return CheckProcess(folder, waiting=waiting)


def _look_for_examples(folder: Path) -> None:
    if (folder / EXAMPLES).exists():
        return
    below = sorted(found.parent.name for found in folder.glob(f"*/{EXAMPLES}"))
    if below:
        folder_name = f'"{below[0]}"' if " " in below[0] else below[0]
        raise MissingInput(
            f"No assignment here: there is no {EXAMPLES}. "
            f"Found one in ./{below[0]}: go there with 'cd {folder_name}'."
        )
    raise MissingInput(
        f"No assignment here: there is no {EXAMPLES} in '{folder.resolve()}'. "
        "Go to the folder you were given, where your file is."
    )


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What loading the student's file gave."""

    broken: str = ""
    notes: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    output: str = ""
    line: int | None = None


def _first_of(
    process: "Started",
    folder: Path,
    path: Path,
    wanted: "Sequence[HandedExercise]",
    timeout: float,
) -> "tuple[_Loaded, list[CheckedExercise]]":
    """Try the exercises, those after a late or a dead one in further processes."""
    loaded, checked = _try(process, path, wanted, timeout)
    while not loaded.broken and len(checked) < len(wanted):
        with _process(folder, process.waiting) as another:
            again, more = _try(another, path, wanted[len(checked) :], timeout)
        checked += more
        if again.broken:
            return again, checked
    return loaded, checked


def _try(
    process: "Started", path: Path, wanted: "Sequence[HandedExercise]", timeout: float
) -> "tuple[_Loaded, list[CheckedExercise]]":
    """Try the exercises in one process, up to the first that it does not survive."""
    from course.check_report import Verdict, exercise_from_json

    process.ask(
        {
            "file": path.name,
            "exercises": [exercise.name for exercise in wanted],
            "timeout": timeout,
        }
    )
    try:
        found = process.answer("loaded", timeout)
        notes = tuple(found["notes"])
        loaded = _Loaded(found["broken"], notes, found["answers"], found["output"], found["line"])
    except Late as late:
        broken = _late_file(path.name, timeout, late)
        loaded = _Loaded(broken, output=late.output, line=late.line)
    except Ended as ended:
        loaded = _Loaded(f"{path.name} ended Python while it was being loaded ({ended}).")
    if loaded.broken:
        return loaded, [_unfinished(exercise, Verdict.NOT_TRIED) for exercise in wanted]
    checked: list[CheckedExercise] = []
    for exercise in wanted:
        try:
            answer = process.answer("checked", timeout)
            checked.append(exercise_from_json(answer["exercise"]))
        except Late as late:
            summary = f"{exercise.name} did not come back within {timeout:g} s."
            seen = {"place": late.place, "line": late.line, "code": late.code}
            more = {"summary": summary, "output": late.output, "seconds": timeout, **seen}
            return loaded, [*checked, _unfinished(exercise, Verdict.TIMEOUT, **more)]
        except Ended as ended:
            summary = f"Python itself ended while {exercise.name} ran ({ended})."
            return loaded, [*checked, _unfinished(exercise, Verdict.CRASHED, summary=summary)]
    return loaded, checked


def _late_file(file: str, timeout: float, late: Late) -> str:
    where = f": it was still on {late.place}" if late.place else ""
    code = f"\n{late.code.strip()}" if late.code else ""
    return (
        f"{file} did not finish loading within {timeout:g} s{where}. "
        f"Long work belongs into functions, not between them.{code}"
    )


def _unfinished(exercise: "HandedExercise", verdict: "Verdict", **more: Any) -> "CheckedExercise":
    from course.check_report import CheckedExercise, Verdict

    hint = exercise.hints[0] if exercise.hints and verdict is not Verdict.NOT_TRIED else ""
    return CheckedExercise(exercise.name, exercise.title, verdict, hint=hint, **more)
