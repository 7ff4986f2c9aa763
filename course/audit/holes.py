"""From what was tried to what is wrong: every hole of an exercise, with its line and a remedy."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from course.audit.result import AuditedExercise, Hole, Kind, Program, Test
from course.audit.trials import Trial
from course.diagnose import diagnose, same
from course.grading.diagnosis import Known
from course.model import Solution
from course.problem import Problem

_NAMED = 3
"""So many programs are named where there are more."""
_CODE = re.compile(r"`[^`]*`")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|eq|vs|etc)\.(?=\s)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…](?=[\"')\]`]*(?:\s|$))")


def of_problem(problem: Problem) -> Hole:
    """A problem that kept something from being read or collected."""
    return Hole("unreadable", problem.path, problem.message, problem.line)


def of_solution(solution: Solution, known: Known, path: Path) -> Iterator[Hole]:
    """Messages that are not two sentences, and mistakes that the examples cannot tell apart."""
    public = [number for number, example in enumerate(known.examples) if example.public]
    if not solution.examples:
        yield Hole("no-example", path, f"{known.name} has no example. Add one with @examples.")
    if not solution.chaffs:
        yield Hole("no-chaff", path, f"{known.name} has no chaff. Add one with @chaff.")
    if not solution.wheats:
        yield Hole("no-wheat", path, f"{known.name} has no wheat. Add one with @wheat.")
    seen: dict[str, int] = {}
    for chaff in solution.chaffs:
        line = chaff.function.__code__.co_firstlineno
        sentences = _sentences(chaff.message)
        if chaff.message and sentences != 2:
            text = (
                f"The message of chaff {chaff.name!r} has {sentences} "
                f"sentence{'' if sentences == 1 else 's'}. "
                "Write two: what the code does, and what to look at."
            )
            yield Hole("chaff-message", path, text, line)
        if not solution.examples:
            continue
        if chaff.name not in known.chaffs:
            text = (
                f"Chaff {chaff.name!r} {known.endless[chaff.name]}. "
                "Let it come back with a wrong result, or remove it."
            )
            yield Hole("chaff-endless", path, text, line)
            continue
        got = known.chaffs[chaff.name][1]
        if all(map(same, got, known.expected)):
            text = (
                f"Chaff {chaff.name!r} does what the reference does on every example. "
                "Add an example that tells them apart, or remove it if it is right."
            )
            yield Hole("chaff-unnamed", path, text, line)
            continue
        twin = next(
            (name for name in seen if all(map(same, got, known.chaffs[name][1]))),
            None,
        )
        seen[chaff.name] = line
        if twin is not None:
            text = (
                f"Chaff {chaff.name!r} does what {twin!r} (line {seen[twin]}) does on every "
                "example. Add an example that tells them apart, or remove one."
            )
            yield Hole("chaffs-alike", path, text, line)
            continue
        # On a laptop the public examples alone decide, and may know a mistake or not.
        named = diagnose(
            [got[number] for number in public],
            [known.expected[number] for number in public],
            {
                name: (message, [observed[number] for number in public])
                for name, (message, observed) in known.chaffs.items()
            },
        )
        if named is not None and named.chaff != chaff.name:
            yield _misnamed(chaff.name, named.chaff or "another mistake", path, line, "public ")


def _misnamed(chaff: str, other: str | None, path: Path, line: int | None, which: str = "") -> Hole:
    as_what = f"taken for {other!r}" if other else "not named"
    text = (
        f"Chaff {chaff!r} is {as_what} by the {which}examples. "
        "Add an example that tells them apart."
    )
    return Hole("chaff-unnamed", path, text, line)


def of_trials(
    tests: Sequence[Test],
    trials: Sequence[Trial],
    solution: Solution,
    solution_path: Path,
    grader_path: Path,
) -> Iterator[Hole]:
    """What the programs' verdicts show to be wrong."""
    for trial in trials:
        yield from _of_program(trial, tests, solution_path)
    yield from _of_equivalents(trials, solution, solution_path)
    exercise = AuditedExercise("", "", tuple(tests), tuple(trial.program for trial in trials))
    for position, test in enumerate(tests):
        for kind, text in _of_test(position, test, trials):
            yield Hole(kind, grader_path, text, test.line)
        if not exercise.alone[position] and test.stays is None:
            text = (
                f"{test.name} kills nothing that no other test kills. Add the mistake that it is "
                "there for, or say why it stays: @pytest.mark.stays('…')."
            )
            yield Hole("test-idle", grader_path, text, test.line)


def _of_test(position: int, test: Test, trials: Sequence[Trial]) -> Iterator[tuple[str, str]]:
    """Kind and text of what is wrong with one test, on however many programs."""
    broken = [trial for trial in trials if trial.program.cells[position].broken]
    if broken:
        why = dict(broken[0].faults)[position].rstrip(" .:")
        text = f"{test.name} could not be judged on {_what(broken)}: {why}. Mend the test."
        yield "test-broken", text
    tried = [trial for trial in trials if trial.program.kind not in (Kind.MUTANT, Kind.TRIVIAL)]
    flaky = [trial for trial in tried if trial.program.cells[position].flaky]
    if flaky:
        cell = flaky[0].program.cells[position]
        text = (
            f"{test.name} is flaky on {_what(flaky)}: {cell.passed} of {cell.runs} seeds pass. "
            "Draw inputs for which chance does not decide."
        )
        yield "test-flaky", text
    earning = [
        trial.program.name
        for trial in trials
        if trial.program.kind is Kind.TRIVIAL and trial.program.cells[position].passed
    ]
    if earning and test.points > 0:
        text = (
            f"{test.name} gives points to code without sense: {', '.join(earning)}. "
            "Let it check a right value too."
        )
        yield "trivial-earns", text


def _what(trials: Sequence[Trial]) -> str:
    names = [f"{trial.program.kind} {trial.program.name!r}" for trial in trials]
    others = len(names) - _NAMED
    more = f" and {others} other{'' if others == 1 else 's'}" if others > 0 else ""
    return ", ".join(names[:_NAMED]) + more


def _of_program(trial: Trial, tests: Sequence[Test], path: Path) -> Iterator[Hole]:
    program = trial.program
    what = f"{program.kind} {program.name!r}"
    match program.kind:
        case Kind.REFERENCE | Kind.WHEAT:
            kind = f"{program.kind}-rejected"
            if program.killers:
                failed = ", ".join(tests[position].name for position in program.killers)
                text = f"{_upper(what)} fails {failed}. Mend the test, or what it fails."
                yield Hole(kind, path, text, program.line)
            if trial.wrong_examples:
                names = ", ".join(map(repr, trial.wrong_examples))
                text = (
                    f"{_upper(what)} does not do what the reference does on the example {names}. "
                    "Mend it, or the example."
                )
                yield Hole(kind, path, text, program.line)
        case Kind.CHAFF if not program.killers:
            if program.passed:
                text = f"No hidden test kills {what}. Add one, or remove the chaff if it is right."
            else:
                text = f"No hidden test kills {what} with every seed. Let one do so."
            yield Hole("chaff-alive", path, text, program.line)
        case Kind.CHAFF if program.diagnosis != program.name:
            yield _misnamed(program.name, program.diagnosis, path, program.line)
        case Kind.MUTANT if not program.killers:
            yield from _of_survivor(program, path)


def _of_survivor(program: Program, path: Path) -> Iterator[Hole]:
    if program.is_equivalent:
        return
    if program.difference:
        listed = " although it is listed as equivalent" if program.equivalent is not None else ""
        text = (
            f"No hidden test kills the mutant {program.name!r}, and it differs for "
            f"{program.difference}{listed}. Add a test."
        )
    else:
        text = (
            f"No hidden test kills the mutant {program.name!r}, nor do random inputs. "
            "Add a test, or list it with its reason: equivalent(…)."
        )
    yield Hole("mutant-alive", path, text, program.line)


def _of_equivalents(trials: Sequence[Trial], solution: Solution, path: Path) -> Iterator[Hole]:
    mutants: dict[str, list[Program]] = {}
    for trial in trials:
        if trial.program.kind is Kind.MUTANT:
            mutants.setdefault(trial.program.name, []).append(trial.program)
    for listed, reason in solution.equivalents.items():
        line = _line_of(path, listed)
        if not reason.strip():
            text = f"The mutant {listed!r} is listed as equivalent for no reason. Write it."
            yield Hole("equivalent-listed", path, text, line)
        if listed not in mutants:
            text = f"No mutant reads {listed!r}. Copy its line from the audit, or remove it."
            yield Hole("equivalent-listed", path, text, line)
        elif all(program.killers for program in mutants[listed]):
            text = f"The mutant {listed!r} is listed as equivalent, but is killed. Remove it."
            yield Hole("equivalent-listed", path, text, line)


def of_messages(
    texts: Mapping[str, tuple[Path, int | None]], leaks: Mapping[str, str]
) -> Iterator[Hole]:
    """Texts that give something away: text -> where it stands, and text -> what it gives away."""
    for text, given_away in leaks.items():
        path, line = texts[text]
        words = f"Students read {given_away} in {text!r}. Say it without."
        yield Hole("message-leaks", path, words, line)


def _sentences(message: str) -> int:
    prose = _ABBREVIATION.sub("", _CODE.sub("code", message))
    return len(_SENTENCE_END.findall(prose))


def _line_of(path: Path, text: str) -> int | None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if f'"{text}"' in line or f"'{text}'" in line:
            return number
    return None


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
