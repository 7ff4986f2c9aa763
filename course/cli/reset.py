"""`course reset`: an exercise as it was handed out, in the student's own file."""

import sys
from pathlib import Path

import click

from course.cli import Command
from course.cli.output import screen
from course.errors import MissingInput


@click.command(cls=Command)
@click.argument("exercise")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def reset(exercise: str, yes: bool) -> int:
    """Put an exercise back to what you were given.

    The rest of your file stays as it is. Your file as it was is kept beside it.

    \b
    Example:
      course reset softmax
      course reset softmax --yes
    """
    from course.reports import reset_terminal
    from course.student.resetting import plan_reset

    plan = plan_reset(Path(), exercise)
    click.echo(reset_terminal.notes(plan, screen("")), nl=False)
    if not plan.needed:
        click.echo(reset_terminal.not_needed(plan, screen("")), nl=False)
        return 0
    if not yes:
        if not sys.stdin.isatty():
            raise MissingInput("There is nobody to ask whether to go on. Say --yes.")
        if not click.confirm(f"Replace {exercise} in {plan.file.name} by its skeleton?"):
            click.echo("Nothing was changed.")
            return 0
    click.echo(reset_terminal.done(plan, plan.carry_out(), screen("")), nl=False)
    return 0
