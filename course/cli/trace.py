"""`course trace`: a student's functions as one forward pass, with the shape after every step."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from course.cli.chain_options import ChainCommand
from course.cli.output import screen
from course.cli.timeout import timeout_option

if TYPE_CHECKING:
    from course.examples.chain import HandedChain


class _Trace(ChainCommand):
    def options_of(self, chain: "HandedChain") -> list[click.Option]:
        return [
            click.Option(
                [f"--{axis.replace('_', '-')}", axis],
                type=click.IntRange(min=1),
                default=size,
                show_default=True,
                help=f"Size of the axis {axis}.",
            )
            for axis, size in chain.chain.sizes.items()
        ]


@click.command(cls=_Trace, short_help="Show the shapes of one forward pass.")
@timeout_option("step")
def trace(timeout: float, **sizes: int) -> int:
    """Run your functions one after the other, and show the shape after every step.

    It stops at the first wrong shape, says which axis is which, and ends with exit code 1. An axis
    of the assignment is an option here: in its folder, --help lists them.

    \b
    Example:
      course trace
      course trace --batch 32
    """
    from course.reports.trace_terminal import render
    from course.student.tracing import trace as trace_folder

    report = trace_folder(Path(), sizes, timeout=timeout)
    again = 'in {file}, save it and run "course trace" again'
    click.echo(render(report, screen(again)), nl=False)
    return 0 if report.complete else 1
