"""What a student types: `course check`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from course.cli import Command
from course.cli.output import STDOUT, screen, write_text
from course.cli.timeout import timeout_option

if TYPE_CHECKING:
    from course.check_report import CheckReport

_AGAIN = 'in {file}, save it and run "course check" again'


@click.command(cls=Command, short_help="Try your exercises on small examples.")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@click.option("--all", "everything", is_flag=True, help="Show every failing exercise in full.")
@click.option("--watch", is_flag=True, help="Check again at every save; q ends it.")
@click.option(
    "--json", "json_file", metavar="FILE|-", help="Write the result as JSON; - is stdout."
)
@click.option("--junit", "junit_file", metavar="FILE", help="Write the result as JUnit XML.")
@timeout_option("exercise")
@click.pass_obj
def check(
    settings: dict[str, Any] | None,
    exercises: tuple[str, ...],
    everything: bool,
    watch: bool,
    json_file: str | None,
    junit_file: str | None,
    timeout: float,
) -> int:
    """Try your exercises on small examples, in the folder with your file.

    Every exercise passes (exit code 0), or the first that does not is explained (1). Name
    exercises to check only those.

    \b
    Example:
      course check
      course check softmax --all
      course check --watch
    """
    if watch:
        if json_file is not None or junit_file is not None:
            raise click.UsageError("--watch writes no files: leave out --json and --junit.")
        from course.cli.watch import watch_folder

        return watch_folder(Path(), exercises, everything=everything, timeout=timeout)
    from course.student.checking import check as check_folder

    started = (settings or {}).get("process")
    report = check_folder(Path(), exercises, timeout=timeout, started=started)
    if junit_file is not None:
        from course.reports import junit

        write_text(junit_file, junit.dumps(report))
    if json_file is not None:
        from course.reports import check_json

        write_text(json_file, check_json.dumps(report))
    if json_file != STDOUT:
        _show(report, everything)
    return 0 if report.passed else 1


def _show(report: "CheckReport", everything: bool) -> None:
    from course.reports.check_terminal import render

    text = render(report, screen(_AGAIN), everything=everything)
    if os.environ.get("GITHUB_ACTIONS") != "true":
        click.echo(text, nl=False)
        return
    from course.reports.annotations import annotations, fenced, repository_path

    file = repository_path(Path(), report.file)
    click.echo(fenced(text) + annotations(report, file), nl=False)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        from course.reports.step_summary import markdown

        with Path(summary).open("a", encoding="utf-8") as page:
            page.write(markdown(report))
