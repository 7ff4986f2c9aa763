"""One pytest session whose tests are collected once and run for every submission.

The hidden tests are trusted, so they stay in this process; collecting them again for every
submission would take most of the time.
"""

import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from inspect import cleandoc
from types import MappingProxyType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from greenlet import GreenletExit

from course.catalog import grader_path
from course.errors import AuthorError
from course.grading import side_by_side
from course.grading.direct import Direct
from course.grading.plugin import PAIRS, Pair, points, points_problems
from course.grading.verdict import Verdict, judge
from course.model import Assignment, Course, Outcome
from course.problem import Problem

_UNUSED_PLUGINS = (
    "cacheprovider",
    "debugging",
    "doctest",
    "faulthandler",
    "junitxml",
    "logging",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "terminal",
    "threadexception",
    "unraisableexception",
    "warnings",
)
"""Built-in plugins that show or record what nobody reads here: a session is quicker without."""

_LAST_FAILURE = ("last_type", "last_value", "last_traceback", "last_exc")


@dataclass(frozen=True, slots=True, eq=False)
class HiddenTest:
    """One collected test."""

    name: str
    title: str
    points: float
    item: pytest.Item
    direct: Direct | None
    """How to run it without pytest's protocol, where that comes to the same."""


class Session:
    """The collected tests of an assignment."""

    def __init__(self, assignment: str, config: pytest.Config) -> None:
        self._assignment = assignment
        self._config = config
        self.tests: Mapping[str, tuple[HiddenTest, ...]] = {}
        """Exercise -> its tests, in the order of its file."""
        self._pair: Pair | None = None
        self._parameters = ""
        self._verdict = Verdict(Outcome.PASSED)

    def run(self, test: HiddenTest, pair: Pair, parameters: str = "") -> Verdict:
        """Run one test on the two benches; `parameters` is what its function takes: "(scores)"."""
        self._config.stash[PAIRS][self._assignment] = pair
        if test.direct is not None:
            return _run_direct(test.direct, pair, parameters)
        self._pair, self._parameters = pair, parameters
        self._verdict = Verdict(Outcome.PASSED)
        runtestprotocol(test.item, log=False, nextitem=None)
        for name in _LAST_FAILURE:  # pytest keeps it for a debugger, and with it what came back
            vars(sys).pop(name, None)
        return self._verdict

    def run_together(
        self, tests: Iterable[tuple[HiddenTest, str]], pair: Pair
    ) -> tuple[dict[HiddenTest, Verdict], HiddenTest | None]:
        """Run tests, of several exercises too, side by side where that makes no difference.

        Each comes with its function's parameters. There are no verdicts where a call ended in a
        fault, but the test that made it.
        """
        verdicts: dict[HiddenTest, Verdict] = {}

        def runner(test: HiddenTest, direct: Direct, parameters: str) -> Callable[[], None]:
            def run() -> None:
                verdicts[test] = _run_direct(direct, pair, parameters)

            return run

        chosen, runs = [], []
        for test, parameters in tests:
            if test.direct and not test.direct.alone:
                chosen.append(test)
                runs.append(runner(test, test.direct, parameters))
        with pair.reference.several(len({test.item.path for test in chosen})):
            at_fault = side_by_side.run(pair.submission, runs)
        return (verdicts, None) if at_fault is None else ({}, chosen[at_fault])

    def run_all(
        self,
        tests: Sequence[HiddenTest],
        pair: Pair,
        parameters: str = "",
        *,
        verdicts: Mapping[HiddenTest, Verdict] = MappingProxyType({}),
        at_fault: HiddenTest | None = None,
    ) -> list[Verdict]:
        """Run an exercise's tests but for those that have a verdict.

        They go side by side, unless one of them was at fault when they did.
        """
        if not verdicts and at_fault not in tests and not pair.submission.faulty:
            verdicts, _ = self.run_together([(test, parameters) for test in tests], pair)
        return [
            verdicts[test] if test in verdicts else self.run(test, pair, parameters)
            for test in tests
        ]

    def note(self, error: BaseException, when: str) -> None:
        """Judge what ended a phase of pytest's protocol; the first that went wrong counts."""
        if self._verdict.outcome is Outcome.PASSED and self._pair:
            self._verdict = _judged(error, when, self._pair, self._parameters)


def _run_direct(direct: Direct, pair: Pair, parameters: str) -> Verdict:
    when = "setup"
    try:
        values = direct.set_up(pair)
        when = "call"
        direct.call(values)
    except (KeyboardInterrupt, GreenletExit, pytest.exit.Exception):
        raise
    except BaseException as error:
        return _judged(error, when, pair, parameters)
    return Verdict(Outcome.PASSED)


def _judged(error: BaseException, when: str, pair: Pair, parameters: str) -> Verdict:
    verdict = judge(error, pair.submission.returned, parameters)
    if when != "call" and not hasattr(error, "course_origin"):
        # A fixture of the grader's own broke: no word on the student's work.
        return Verdict(None, detail=verdict.detail)
    return verdict


def with_session(
    course: Course,
    assignment: Assignment,
    body: Callable[[Session], None],
    *,
    options: Sequence[str] = (),
    problems: list[Problem] | None = None,
) -> None:
    """Collect an assignment's hidden tests in this process and hand them to `body`.

    Ini files and foreign conftest.py files play no part; what environment variables do to pytest
    is for the process that calls this. Raises AuthorError where the tests cannot be collected, and
    whatever `body` raises. With a list of `problems`, what is wrong goes there, and the body gets
    the tests that are right. `options` are pytest's, beside ours.
    """
    root = course.root.resolve()
    loop = _Loop(course, assignment, body, lenient=problems is not None)
    said = io.StringIO()
    with redirect_stderr(said):
        pytest.main(
            [
                *(str(path) for path in loop.paths.values()),
                *("-p", "course.grading.plugin"),
                *(f"-pno:{name}" for name in _UNUSED_PLUGINS),
                *("-c", os.devnull, f"--rootdir={root}", f"--confcutdir={root / 'grader'}"),
                *("--import-mode=importlib", "--strict-markers", "--capture=no"),
                *options,
            ],
            plugins=[loop],
        )
    if loop.raised is not None:
        raise loop.raised
    if problems is not None:
        problems += loop.problems
        if loop.ran or loop.problems:
            return
    if loop.problems:
        raise AuthorError(loop.problems)
    if not loop.ran:
        text = f"pytest could not collect it: {said.getvalue().strip()[-2000:]}"
        raise AuthorError([Problem(root / "grader", text)])


class _Loop:
    """The pytest plugin behind a session."""

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        body: Callable[[Session], None],
        *,
        lenient: bool = False,
    ) -> None:
        self._assignment, self._body, self._lenient = assignment, body, lenient
        self.paths = {
            exercise.name: grader_path(course, assignment, exercise).resolve()
            for exercise in assignment.exercises
        }
        self._root = course.root
        self._session: Session | None = None
        self._items: list[pytest.Item] = []
        self.problems: list[Problem] = []
        self.raised: BaseException | None = None
        self.ran = False
        self._stderr = sys.stderr

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be collected."""
        if report.failed:
            text = f"cannot be collected: {report.longreprtext.strip()}"
            self.problems.append(Problem(self._root / report.nodeid, text))

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuse tests without points, and an exercise without tests.

        Of a file that could not be collected it is not known whether it has any.
        """
        wrong = {item: points_problems(item) for item in items}
        self._items = [item for item in items if not wrong[item]]
        self.problems += [problem for found in wrong.values() for problem in found]
        tested = {item.path for item in items}
        if self._lenient:
            items[:] = self._items  # over the others our plugin would end the run
        unknown = {problem.path.resolve() for problem in self.problems}
        self.problems += [
            Problem(path, "has no test", 1)
            for path in self.paths.values()
            if path not in tested | unknown
        ]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand the tests to the body; it runs them as often as it likes."""
        if self.problems and not self._lenient:
            return True
        self._session = Session(self._assignment.name, session.config)
        self._session.tests = {
            exercise: tuple(_hidden_test(item) for item in self._items if item.path == path)
            for exercise, path in self.paths.items()
        }
        self.ran = True
        try:
            with redirect_stderr(self._stderr):
                self._body(self._session)
        except BaseException as error:
            self.raised = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Judge a test by what ended it; drawing pytest's own report would take its time."""
        if self._session is not None and call.excinfo is not None:
            self._session.note(call.excinfo.value, call.when)
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed" if call.excinfo else "passed",
            longrepr=None,
            when=call.when,  # type: ignore[arg-type]
        )


def _hidden_test(item: pytest.Item) -> HiddenTest:
    function: Any = getattr(item, "function", None)
    described = cleandoc(getattr(function, "__doc__", None) or "").partition("\n")[0]
    title = described or item.name.removeprefix("test_").replace("_", " ")
    return HiddenTest(item.name, title, points(item), item, Direct.of(item))
