"""One exercise tried: every program, every hidden test, every seed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from course.audit.draws import draws
from course.audit.programs import Candidate, ProgramBench
from course.audit.result import FAULT, Cell, Kind, Program
from course.diagnose import observe, same
from course.errors import Fault
from course.grading.bench import Bench
from course.grading.diagnosis import Known, diagnose_submission
from course.grading.plugin import Pair
from course.grading.session import HiddenTest, Session
from course.model import Observation, Outcome, Solution

_CAME_BACK = {Outcome.PASSED, Outcome.FAILED, Outcome.ERROR}
"""A program with other outcomes needs a process that can be ended."""


_SEEDS = {Kind.MUTANT: 1, Kind.TRIVIAL: 5}
"""Of these there are many, and nobody's verdict hangs on them."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A program tried, and what else was seen of it."""

    program: Program
    messages: tuple[str, ...]
    """Everything that a student who wrote it would read."""
    faults: tuple[tuple[int, str], ...] = ()
    """Tests that could not be judged, and why."""
    wrong_examples: tuple[str, ...] = ()
    """Examples on which it does not do what the reference does."""


class Trials:
    """Tries programs with tests that are collected already."""

    def __init__(
        self,
        session: Session,
        known: Known,
        solution: Solution,
        in_workers: tuple[ProgramBench, ProgramBench],
        in_process: tuple[ProgramBench, ProgramBench],
    ) -> None:
        self._session, self._known, self._solution = session, known, solution
        self._in_workers, self._in_process = in_workers, in_process
        self._bench, self._reference = in_workers
        self._drawn: list[tuple[dict[str, object], Observation]] | None = None

    @property
    def _tests(self) -> Sequence[HiddenTest]:
        return self._session.tests[self._known.name]

    def hidden_values(self) -> list[object]:
        """What the hidden tests ask and what is due, with one seed, and the private examples."""
        found: list[object] = []
        self._bench.program = 0
        self._bench.seen = []
        self._run(self._in_workers, self._known.name, 0)
        found += self._bench.seen
        self._bench.seen = None
        for example, expected in zip(self._known.examples, self._known.expected, strict=True):
            if not example.public:
                found += [*example.arguments.values(), expected.value]
        return found

    def trial(self, number: int, candidate: Candidate, seeds: int) -> Trial:
        """One program with every test and seed."""
        for bench, _ in (self._in_workers, self._in_process):
            bench.program = number
        outcomes: list[Counter[str]] = [Counter() for _ in self._tests]
        messages: dict[str, None] = {}
        faults: dict[int, str] = {}
        benches = self._in_workers
        for seed in range(min(seeds, _SEEDS.get(candidate.kind, seeds))):
            verdicts = self._run(benches, candidate.name, seed)
            if seed == 0 and all(outcome in _CAME_BACK for outcome, _, _ in verdicts):
                benches = self._in_process
            for position, (outcome, message, detail) in enumerate(verdicts):
                outcomes[position][outcome] += 1
                messages[message] = None
                if outcome == FAULT:
                    faults[position] = detail
            if any(outcome == Outcome.TIMEOUT for outcome, _, _ in verdicts):
                break  # every other seed might take all the time that there is
        runs = seed + 1
        program = Program(
            candidate.kind,
            candidate.name,
            candidate.line,
            tuple(Cell(count[Outcome.PASSED], runs, dict(count)) for count in outcomes),
        )
        diagnosis = None
        if not program.passed:
            self._bench.start(self._known.name)
            found = diagnose_submission(self._bench, [self._known])
            diagnosis, _ = found.get(self._known.name, (None, None))
            if diagnosis is not None:
                messages[diagnosis.message] = None
        wrong: tuple[str, ...] = ()
        if candidate.kind in (Kind.REFERENCE, Kind.WHEAT):
            wrong = self._wrong_examples()
        if candidate.kind is Kind.MUTANT:
            reason = self._solution.equivalents.get(candidate.name)
            difference = None if program.killers else self._difference()
            program = replace(program, equivalent=reason, difference=difference)
        return Trial(
            replace(program, diagnosis=diagnosis.chaff if diagnosis else None),
            tuple(message for message in messages if message),
            tuple(faults.items()),
            wrong,
        )

    def _run(
        self, benches: tuple[ProgramBench, ProgramBench], submission: str, seed: int
    ) -> list[tuple[str, str, str]]:
        """Outcome, message and detail of every test with one seed."""
        pair = Pair(*benches, submission, f"audit {seed}".encode())
        for bench in benches:
            bench.start(self._known.name)
        found = []
        with benches[0].bounded():
            for test in self._tests:
                verdict = self._session.run(test, pair, self._known.parameters)
                outcome = verdict.outcome.value if verdict.outcome else FAULT
                found.append((outcome, verdict.message, verdict.detail))
        return found

    def _wrong_examples(self) -> tuple[str, ...]:
        return tuple(
            example.name
            for example, expected in zip(self._known.examples, self._known.expected, strict=True)
            if not _alike(_observed(self._bench, self._known.name, example.arguments), expected)
        )

    def _difference(self) -> str:
        """Where random inputs tell the program from the reference; empty where none does."""
        name = self._known.name
        if self._drawn is None:
            self._drawn = []
            for arguments in draws(self._solution):
                expected = _observed(self._reference, name, arguments)
                if expected is not None:
                    self._drawn.append((dict(arguments), expected))
        for arguments, expected in self._drawn:
            if not _alike(_observed(self._bench, name, arguments), expected):
                return ", ".join(
                    f"{key}={getattr(value, 'shape', value)}" for key, value in arguments.items()
                )
        return ""


def _observed(bench: Bench, name: str, arguments: object) -> Observation | None:
    """What a function in a worker did, or None where it did not come back."""
    bench.start(name)  # each call has the time of a whole exercise
    try:
        return observe(lambda *given: bench.call(name, *given), arguments)  # type: ignore[arg-type]
    except Fault:
        return None


def _alike(got: Observation | None, expected: Observation) -> bool:
    return got is not None and same(got, expected)
