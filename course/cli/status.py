"""`course status`: how far a student is."""

from pathlib import Path

import click

from course.cli import Command
from course.cli.output import STDOUT, screen, write_text
from course.cli.timeout import timeout_option


@click.command(cls=Command)
@click.option(
    "--json", "json_file", metavar="FILE|-", help="Write the status as JSON; - is stdout."
)
@timeout_option("exercise")
def status(json_file: str | None, timeout: float) -> int:
    """Show how far you are.

    A line for each exercise and the quiz, and when you last saved your file. The exit code is 0,
    or 1 where your file as a whole cannot be run.

    \b
    Example:
      course status
      course status --json -
    """
    from datetime import datetime

    from course.student.standing import standing

    found = standing(Path(), timeout=timeout)
    if json_file is not None:
        from course.reports import status_json

        write_text(json_file, status_json.dumps(found))
    if json_file != STDOUT:
        from course.reports.status_terminal import render

        click.echo(render(found, screen(""), datetime.now().astimezone()), nl=False)
    return 1 if found.report.broken else 0
