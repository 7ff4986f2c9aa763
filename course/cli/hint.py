"""`course hint`: an exercise's hints, one at a time."""

from pathlib import Path

import click

from course.cli import Command
from course.cli.output import screen


@click.command(cls=Command)
@click.argument("exercise", required=False)
@click.option("--restart", is_flag=True, help="Begin with the first hint again.")
def hint(exercise: str | None, restart: bool) -> int:
    """Show the next hint for an exercise.

    Each call shows one more. Without a name it is for the exercise that is next, as "course check"
    finds it.

    \b
    Example:
      course hint
      course hint softmax
    """
    from course.reports.hint_terminal import render
    from course.student.hints import next_exercise, next_hint

    name = exercise or next_exercise(Path())
    if name is None:
        click.echo("Every exercise passes. Name one to read its hints.")
        return 0
    click.echo(render(next_hint(Path(), name, restart=restart), screen("")), nl=False)
    return 0
