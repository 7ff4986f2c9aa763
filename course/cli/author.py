"""The author's commands: `course audit` and `course new`."""

import os
import shutil
import sys
from collections.abc import Generator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from course.cli import Command
from course.cli.instructor import COURSE
from course.cli.output import STDOUT, opened
from course.cli.progress import with_progress
from course.isolation import MODES

if TYPE_CHECKING:
    from course.audit.result import AuditedExercise
    from course.model import Assignment, Course


@click.command(cls=Command)
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option(
    "--json", "json_file", metavar="FILE|-", help="Write the result as JSON; - is stdout."
)
@click.option("--html", "html_file", metavar="FILE", help="Write the kill matrix as a page.")
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    metavar="N",
    help="Try every program but the mutants with so many seeds.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    metavar="N",
    help="Exercises audited at once.  [default: one for each processor]",
)
@click.option(
    "--submissions",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True),
    help="Audit nothing; group students' unexplained failures by what they do.",
)
@click.option(
    "--sandbox",
    type=click.Choice(MODES),
    default="auto",
    show_default=True,
    help="Isolation of students' code, with --submissions. See: course doctor",
)
@COURSE
def audit(
    assignments: tuple[str, ...],
    json_file: str | None,
    html_file: str | None,
    seeds: int,
    jobs: int,
    folder: Path | None,
    sandbox: str,
    course_folder: Path,
) -> int:
    """Find out whether the graders are right.

    Tries every exercise's hidden tests and examples on its reference, wheats, chaffs, mutants and
    on code without sense. Exit code 1: there is a hole, each listed with its file and line; 3:
    something could not be audited.

    \b
    Example:
      course audit qkv --html audit.html
      course audit qkv --submissions unexplained/
    """
    if html_file is not None and html_file == json_file:
        raise click.UsageError(f"--html and --json both name '{html_file}'.")
    if folder is not None and (json_file or html_file):
        raise click.UsageError("--submissions shows groups on the terminal alone.")
    _need_for_auditing()
    from course.catalog import find_assignment, find_course, read_course

    course, problems = read_course(find_course(course_folder))
    chosen = tuple(find_assignment(course, name) for name in assignments) or course.assignments
    if folder is not None:
        return _show_failures(course, chosen, folder, sandbox)
    from course.audit.engine import audit as audit_course
    from course.audit.holes import of_problem
    from course.audit.result import Audit
    from course.reports import audit_json
    from course.reports.audit_page import audit_page
    from course.reports.audit_table import audit_table, summary

    audited = audit_course(course, chosen, seeds=seeds, jobs=jobs)
    with closing(cast("Generator[AuditedExercise, None, None]", audited)):
        total = sum(len(assignment.exercises) for assignment in chosen)
        exercises = tuple(with_progress("Auditing", audited, total, hidden=json_file == STDOUT))
    result = Audit(course.root, seeds, exercises, tuple(map(of_problem, problems)))
    if html_file is not None:
        with opened(html_file) as page:
            page.write(audit_page(result))
    if json_file is not None:
        with opened(json_file) as file:
            file.write(audit_json.dumps(result))
    if json_file == STDOUT:
        click.echo(summary(result), err=True)
    else:
        _echo(audit_table(result, shutil.get_terminal_size().columns))
    return 1 if result.all_holes else 0


@click.command(cls=Command, short_help="Write the files of a new exercise.")
@click.argument("exercise", metavar="ASSIGNMENT/EXERCISE")
@COURSE
def new(exercise: str, course_folder: Path) -> int:
    """Write the three files of a new exercise, to be filled in.

    Nothing that is already there is touched. The audit names what is left to do.

    \b
    Example:
      course new qkv/hide_future
    """
    from course.catalog import find_course, load_course
    from course.new_exercise import new_exercise

    course = load_course(find_course(course_folder))
    made = new_exercise(course, exercise)
    for path in made.files:
        click.echo(f"wrote  {path}")
    click.echo(f"\nNext:\n  add to '{made.chapter}', where its turn comes:")
    click.echo(f"    {made.include}")
    click.echo(f"  fill in the files until this is content: course audit {made.assignment}")
    return 0


def _need_for_auditing() -> None:
    from course.errors import MissingInput

    missing = [name for name in ("pytest", "rich", "cosmic_ray") if find_spec(name) is None]
    if missing:
        raise MissingInput(
            f"An audit needs {' and '.join(repr(name) for name in missing)}, not installed here. "
            "Run: python -m pip install 'attention-course[author]'"
        )


def _show_failures(
    course: "Course", chosen: "tuple[Assignment, ...]", folder: Path, sandbox: str
) -> int:
    from course.audit.failures import failures
    from course.cli.skeletons import Skeletons
    from course.reports.audit_table import failure_groups
    from course.submission import find_submissions

    for assignment in chosen:
        found = find_submissions([folder], assignment.name, Skeletons(course, assignment))
        groups = failures(course, assignment, found, sandbox=sandbox)
        _echo(failure_groups(groups, shutil.get_terminal_size().columns))
    return 0


def _echo(text: str) -> None:
    encoding = sys.stdout.encoding or "ascii"
    click.echo(text.encode(encoding, "replace").decode(encoding))
