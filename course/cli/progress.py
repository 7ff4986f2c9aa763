"""A progress bar for what comes one by one."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def with_progress(doing: str, items: Iterable[Item], total: int, *, hidden: bool) -> Iterator[Item]:
    """The items as they come, counted on stderr where that is a terminal of its own."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        doing,
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty() or (hidden and sys.stdout.isatty()),
        redirect_stdout=False,
        redirect_stderr=False,
        transient=True,
    ) as progress:
        yield from progress.track(items, total=total)
