"""`course plot`: a student's map beside the expected one, in the terminal or as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from course.cli.chain_options import ChainCommand
from course.cli.output import screen
from course.cli.timeout import timeout_option

if TYPE_CHECKING:
    from course.examples.chain import HandedChain


class _Plot(ChainCommand):
    def options_of(self, chain: "HandedChain") -> list[click.Option]:
        return [
            click.Option(
                [f"--{mistake.option}"],
                is_flag=True,
                help="Show a known mistake in place of your map.",
            )
            for mistake in (chain.picture.mistakes if chain.picture else ())
        ]


@click.command(cls=_Plot, short_help="Draw your map beside the expected one.")
@click.option("--out", "file", metavar="FILE", help="Draw a PNG or SVG file with matplotlib.")
@timeout_option("step")
def plot(file: str | None, timeout: float, **mistakes: bool) -> int:
    """Draw the map that your functions give beside the expected one.

    Without --out it is drawn in the terminal. Exit code 1: the two differ, or there is no map of
    yours yet. A known mistake of the assignment is an option here: in its folder, --help lists
    them.

    \b
    Example:
      course plot
      course plot --swap-axes --out map.png
    """
    from course.reports import plot_image, plot_terminal
    from course.student.plotting import plot as plot_folder

    chosen = [name.replace("_", "-") for name, asked in mistakes.items() if asked]
    if len(chosen) > 1:
        raise click.UsageError(f"Choose one of {', '.join(f'--{name}' for name in chosen)}.")
    if file is not None:
        plot_image.can_draw(file)
    found = plot_folder(Path(), *chosen, timeout=timeout)
    if file is not None and found.pairs:
        plot_image.write(found, file)
    again = 'in {file}, save it and run "course plot" again'
    click.echo(plot_terminal.render(found, screen(again), file or ""), nl=False)
    return 0 if found.right else 1
