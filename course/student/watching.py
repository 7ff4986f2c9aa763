"""A student's folder, checked again at every save.

The process for the next check is started ahead, so that it has imported numpy and read the examples
when the save comes. A process is never used twice: what a student's code left behind would count.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from course.errors import MissingInput
from course.examples import EXAMPLES
from course.student.checking import check
from course.worker.check_process import CheckProcess

if TYPE_CHECKING:
    from course.check_report import CheckReport

_TICK = 50  # ms after which something comes even if nothing was saved, so that keys are read
_STEP = 5  # ms of quiet that end a burst of saves
_BURST = 200  # ms after which a burst is taken as one save, quiet or not


class Saved(Exception):
    """The file was saved again while it was being checked."""


class Watching:
    """The saves in a folder, and a check at hand for each; leaving the `with` ends the process."""

    def __init__(
        self,
        folder: Path,
        names: Sequence[str] = (),
        *,
        timeout: float = 10.0,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Watch from now on; MissingInput where watchfiles is not installed.

        `meanwhile` is called again and again while a check takes long, and may raise.
        """
        self._folder, self._names, self._timeout = folder, names, timeout
        self._meanwhile = meanwhile
        self._process: CheckProcess | None = None
        self._saves = _saves(folder)
        next(self._saves)

    def __enter__(self) -> Self:
        self._prepare()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._discard()

    def saved(self) -> bool:
        """Whether something was saved; it takes a moment where nothing was."""
        changed = next(self._saves)
        if EXAMPLES in changed:
            # The process at hand has read the old ones.
            self._discard()
            self._prepare()
        return bool(changed)

    def check(self) -> "CheckReport":
        """Check the folder as it is; Saved where it is no more, and another check is due."""
        if self._process is None:
            self._prepare()
        process, self._process = self._process, None
        return check(self._folder, self._names, timeout=self._timeout, started=process)

    def ready(self) -> None:
        """Start the process for the next check, once this one's verdict is on the screen."""
        if self._process is None:
            self._prepare()

    def _prepare(self) -> None:
        self._process = CheckProcess(self._folder, ahead=True, waiting=self._wait)

    def _discard(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _wait(self) -> None:
        self._meanwhile()
        if self.saved():
            raise Saved


def _saves(folder: Path) -> Iterator[set[str]]:
    """The names of the files that were saved, or none after each tick."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise MissingInput(
            "--watch needs the package 'watchfiles': python -m pip install watchfiles"
        ) from error
    changes = watch(
        folder,
        watch_filter=lambda _, path: _counts(Path(path).name),
        debounce=_BURST,
        step=_STEP,
        rust_timeout=_TICK,
        yield_on_timeout=True,
        recursive=False,
    )
    for change in changes:
        yield {Path(path).name for _, path in change}


def _counts(name: str) -> bool:
    """Whether a check may come out otherwise when that file changes; an editor's own does not."""
    return name == EXAMPLES or (
        name.endswith((".py", ".ipynb")) and not name.startswith((".", "#"))
    )
