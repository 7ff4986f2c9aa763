"""What a check asks of the process that runs a student's code, wherever that is."""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it, which the command need not import


class Late(Exception):
    """The time was up; where the code was then, as far as the child could say."""

    def __init__(self, place: str = "", line: int | None = None, code: str = "", output: str = ""):
        super().__init__(place)
        self.place, self.line, self.code, self.output = place, line, code, output


class Ended(Exception):
    """The child ended by itself, or what it says makes no sense; why, in a few words."""


if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Protocol, Self

    class Started(Protocol):
        """What answers for a student's file."""

        @property
        def waiting(self) -> Callable[[], None] | None:
            """Called again and again while an answer takes long."""

        def __enter__(self) -> Self: ...

        def __exit__(self, *_: Any) -> None: ...

        def ask(self, request: Mapping[str, Any], /) -> None:
            """Send it the one request."""

        def answer(self, event: str, seconds: float, /) -> dict[str, Any]:
            """The next answer, which should be of that kind."""
