"""Options that the assignment in the working folder has: one for each axis, or for each mistake."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from course.cli import Command
from course.errors import CourseError

if TYPE_CHECKING:
    from course.examples.chain import HandedChain

_KEY = "course.cli.chain"


class ChainCommand(Command):
    """A command with options of the assignment's own.

    Where there is no assignment any option is taken: that it is missing, not that the option is
    unknown, is what the student should read.
    """

    def options_of(self, chain: "HandedChain") -> list[click.Option]:
        """The options that this chain gives the command."""
        raise NotImplementedError

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The assignment's options before the others."""
        chain = _chain_here(ctx)
        return [*(self.options_of(chain) if chain else []), *super().get_params(ctx)]

    def make_parser(
        self, ctx: click.Context
    ) -> Any:  # click makes no promise of its parser's class
        """Take any option where nobody knows which there are."""
        if _chain_here(ctx) is None:
            ctx.ignore_unknown_options = ctx.allow_extra_args = True
        return super().make_parser(ctx)


def _chain_here(ctx: click.Context) -> "HandedChain | None":
    if _KEY not in ctx.meta:
        from course.examples.chain import read_chain
        from course.student.checking import read_handout

        try:
            ctx.meta[_KEY] = read_chain(read_handout(Path()))
        except CourseError:
            ctx.meta[_KEY] = None
    found: HandedChain | None = ctx.meta[_KEY]
    return found
