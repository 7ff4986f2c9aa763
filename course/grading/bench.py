"""One submission on the bench: its worker, its time, and what happens after a fault."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Literal, Self

from course.errors import CouldNotGrade, Fault, Lost, TimedOut, without_frames
from course.submission import Source
from course.worker.client import Request, Worker
from course.worker.loader import Loaded
from course.worker.process import Limits, Start, start

Side = Literal["submission", "reference"]
_NAMES = 100
"""As many of a file's names are compared with a missing one, for a hostile file has thousands."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an exception came from; it travels on the exception as `course_origin`."""

    side: Side
    function: str


class MissingFunction(AttributeError):
    """A function that a file does not define, with the name that comes nearest."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        message = f"{name} is not defined in your file."
        close = get_close_matches(name, known[:_NAMES], n=1)
        if close:
            message += f" There is '{close[0]}': rename it if that is the one."
        super().__init__(message)


class Bench:
    """A source in a worker, exercise by exercise.

    A fault ends the exercise: its later calls get the same fault without being made. The next
    exercise goes on in a fresh worker.
    """

    def __init__(
        self,
        source: Source,
        limits: Limits,
        *,
        side: Side = "submission",
        path: Sequence[str] = (),
        start: Start = start,
    ) -> None:
        self._source, self._limits, self._path, self._start = source, limits, path, start
        self.side = side
        self._worker: Worker | None = None
        self._last: Worker | None = None
        """The one before, which is closed but may not be gone."""
        self._left = limits.submission_seconds
        self._loading = False
        """Whether the worker has been told to run the file, and nobody has waited for it."""
        self._exercise: str | None = None
        self._fault: Fault | None = None
        self.loaded: Loaded | None = None
        """What the file defines; None before `load`."""
        self.layers: tuple[str, ...] = ()
        """The isolation that held."""
        self.returned: tuple[()] | tuple[Any] = ()
        """What the last call returned, if it returned."""
        self._exchange: Callable[[Request], Any] = self.answer
        self._several = False
        """Whether calls of several exercises are under way."""
        self.has_written = False
        """Whether a call of theirs has changed an array of its caller's."""
        self.lost = False
        """Whether what starts the workers has died, which may be no fault of the source's."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; it is gone before another one runs the file."""
        self._loading = False
        if self._worker is not None:
            self._left = self._worker.seconds_left
            self._worker.close()
            self._last, self._worker = self._worker, None

    def begin_load(self) -> None:
        """Have the file run in a fresh worker; the next `load` waits for what comes of it."""
        self.close()
        try:
            self._worker = self._fresh_worker()
            self._worker.begin_load(self._source)
        except (Fault, CouldNotGrade):
            self.close()  # `load` tries again, and tells
        else:
            self._loading = True

    @property
    def answered(self) -> bool:
        """Whether a load that was begun has come to its end, or will be begun anew."""
        try:
            return self._worker is None or self._worker.answered
        except (Fault, CouldNotGrade):
            self.close()
            return True

    def load(self) -> Loaded:
        """Run the file in a fresh worker; raise Fault where that cannot be finished."""
        try:
            if not self._loading or self._worker is None:
                self.close()
                self._worker = self._fresh_worker()
            self._loading = False
            self.loaded = self._worker.load(self._source)
            self.layers = self._worker.layers
        except Fault as fault:
            self.lost |= isinstance(fault, Lost)
            self.close()
            raise
        return self.loaded

    def start(self, exercise: str) -> None:
        """Begin an exercise: its own time, and a fresh worker where the last one is gone."""
        self._exercise, self._fault, self.returned = exercise, None, ()
        try:
            if self._worker is None or not self._worker.alive:
                self.close()
                if self._left <= 0:
                    raise TimedOut("The time for the whole submission is used up.")
                self.load()
            elif self._loading:
                self.load()
        except Fault as fault:
            self._fault = without_frames(fault)
            return
        if self._worker is not None:
            self._worker.budget()

    def turn_to(self, exercise: str) -> None:
        """Begin an exercise unless it is the one at hand, or several are."""
        if exercise != self._exercise and not self._several:
            self.start(exercise)

    @property
    def faulty(self) -> bool:
        """Whether a fault has ended the exercise at hand."""
        return self._fault is not None

    def function(self, name: str) -> "Function":
        """A function of the file, or what raises the fault that ended the exercise."""
        __tracebackhide__ = True
        if self._fault is None and self.loaded is not None and name not in self.loaded.functions:
            raise self._marked(MissingFunction(name, self.loaded.functions), name)
        return Function(self, name)

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a function in the worker."""
        __tracebackhide__ = True
        if self._fault is not None:
            raise self._marked(without_frames(self._fault), name)
        if self._worker is None:
            raise CouldNotGrade(f"{name} was called before its file was loaded.")
        try:
            value = self._exchange(self._worker.request(name, *arguments))
        except Fault as fault:
            self.returned = ()
            self._fault = without_frames(fault)
            self.lost |= isinstance(fault, Lost)
            self.close()
            raise self._marked(fault, name) from None
        except Exception as error:
            self.returned = ()
            if not hasattr(error, "student_class"):
                raise
            # Without the frames of the wire, which say nothing about the student's code.
            raise self._marked(error, name).with_traceback(None) from None
        self.returned = (value,)
        return value

    def _fresh_worker(self) -> Worker:
        # Two at once could tell each other what only one of them has seen.
        if self._last is not None:
            self._last.wait()
            self._last = None
        return self._new_worker(replace(self._limits, submission_seconds=self._left))

    def _new_worker(self, limits: Limits) -> Worker:
        return Worker(limits, self._path, self._start, wait=False)

    def answer(self, request: Request) -> Any:
        """Wait for a call that was asked for."""
        if self._worker is None:
            raise CouldNotGrade("A call was waited for after its worker had gone.")
        return self._worker.answer(request)

    @contextmanager
    def exchanging(self, exchange: Callable[[Request], Any], seconds: float) -> Iterator[None]:
        """Let `exchange` wait for calls in the place of `answer`; they have so many seconds."""
        self._exchange = exchange
        try:
            with self.several(1, seconds):
                yield
        except BaseException:
            self.close()  # answers may still be under way
            raise
        finally:
            self._exchange = self.answer

    @contextmanager
    def several(self, count: int, most: float = math.inf) -> Iterator[None]:
        """Let calls of so many exercises be under way, with the time of all, at `most` so much."""
        self._several, self.has_written = True, False
        if self._worker is not None:
            self._worker.budget(min(most, count * self._limits.exercise_seconds))
        try:
            yield
        finally:
            self._several = False
            self.has_written = self._worker is not None and self._worker.has_written

    def start_again(self) -> None:
        """Begin the exercise at hand anew, its time too."""
        if self._exercise is not None:
            self.start(self._exercise)

    def _marked(self, error: BaseException, function: str) -> BaseException:
        error.course_origin = Origin(self.side, function)  # type: ignore[attr-defined]
        return error


class Functions:
    """What a grader sees of a bench: `submission.softmax(scores)`."""

    __slots__ = ("_bench",)

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def __repr__(self) -> str:
        return self._bench.side

    def __getattr__(self, name: str) -> "Function":
        __tracebackhide__ = True
        if name.startswith("__"):  # protocols that Python and pytest look for
            raise AttributeError(name)
        return self._bench.function(name)


class Function:
    """One function on a bench; its repr holds no address, so messages repeat in a regrade."""

    __slots__ = ("_bench", "_name")

    def __init__(self, bench: Bench, name: str) -> None:
        self._bench, self._name = bench, name

    def __repr__(self) -> str:
        return f"{self._bench.side}.{self._name}"

    def __call__(self, *arguments: Any) -> Any:
        """Call it in the worker, by position."""
        __tracebackhide__ = True
        return self._bench.call(self._name, *arguments)
