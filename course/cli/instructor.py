"""The instructor's commands: `course generate`, `grade`, `doctor` and `demo`."""

import os
import shutil
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from course.cli import Command
from course.cli.output import STDOUT, opened
from course.cli.progress import with_progress
from course.cli.stopped import exit_code, stoppable
from course.isolation import MODES

if TYPE_CHECKING:
    from course.gradebook.writer import GradebookWriter
    from course.model import Assignment, Course, Report
    from course.submission import Submission

_NOT_ISOLATED = (
    "Warning: --sandbox off. Student code can read your files, the solutions among them, and use "
    "the network, as you can."
)

COURSE = click.option(
    "--course",
    "course_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    help="The course's folder, or any folder inside it.  [default: here and upwards]",
)


@click.command(cls=Command, short_help="Write what students and nbgrader get.")
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Where to write. Files of yours that are already there are never touched.",
)
@click.option("--notebook", is_flag=True, help="Hand out a notebook in place of a Python file.")
@COURSE
def generate(assignments: tuple[str, ...], out: Path, notebook: bool, course_folder: Path) -> int:
    """Write the folders that students and nbgrader get.

    Every assignment, or those named, goes to OUT/ASSIGNMENT for students and to OUT/nbgrader for
    you. Running it again changes only what has changed in the course.

    \b
    Example:
      course generate qkv --out release
    """
    from course.catalog import find_assignment, find_course, load_course
    from course.errors import MissingInput

    try:
        from course.release import release
    except ModuleNotFoundError as error:
        raise MissingInput(
            f"Generating needs {error.name!r}, which is not installed. "
            "Run: python -m pip install 'attention-course[release]'"
        ) from error

    course = load_course(find_course(course_folder))
    chosen = tuple(find_assignment(course, name) for name in assignments) or course.assignments
    result = release(course, chosen, out, notebook=notebook)
    for verb, paths in (("wrote", result.written), ("removed", result.removed)):
        for path in paths:
            click.echo(f"{verb:>7}  {path}")
    click.echo(
        f"{len(result.written)} written, {len(result.unchanged)} unchanged, "
        f"{len(result.removed)} removed in '{out}'."
    )
    click.echo("\nNext:")
    for assignment in chosen:
        click.echo(f"  hand out '{out / assignment.name}'")
    click.echo(f"  for nbgrader, read '{out / 'nbgrader' / 'README.md'}'")
    return 0


@click.command(cls=Command)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@click.option(
    "--assignment",
    "assignment_name",
    metavar="NAME",
    help="What was handed in.  [default: the only one there is]",
)
@click.option(
    "--json",
    "json_file",
    metavar="FILE|-",
    help="Write each result as a line of JSON; - is stdout.",
)
@click.option("--csv", "csv_file", metavar="FILE", help="Write the class as a CSV table.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write a feedback page for each student, index.html for you, and undiagnosed/.",
)
@click.option(
    "--gradebook",
    metavar="FILE|URL",
    help="Record the class in nbgrader's gradebook, for its formgrader: gradebook.db, or "
    "postgresql://USER@HOST/NAME.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    metavar="N",
    help="Submissions graded at once.  [default: one for each processor]",
)
@click.option(
    "--sandbox",
    type=click.Choice(MODES),
    default="auto",
    show_default=True,
    help="Isolation: enough to grade strangers, every layer there is, or none. See: course doctor",
)
@COURSE
def grade(
    paths: tuple[Path, ...],
    assignment_name: str | None,
    json_file: str | None,
    csv_file: str | None,
    out: Path | None,
    gradebook: str | None,
    jobs: int,
    sandbox: str,
    course_folder: Path,
) -> int:
    """Grade submissions with the hidden tests.

    A PATH is a .py or .ipynb file, a student's folder, a folder of students, or an archive of
    any. Exit code 3: something could not be graded through no fault of the student.

    \b
    Example:
      course grade submissions/ --csv grades.csv --out pages
    """
    if csv_file is not None and csv_file == json_file:
        raise click.UsageError(f"--csv and --json both name '{csv_file}'.")
    _need_for_grading()
    from course.catalog import find_course, load_course
    from course.cli.skeletons import Skeletons
    from course.grading.engine import grade as grade_all
    from course.model import Report, Status
    from course.reports.columns import wrap
    from course.reports.csv_table import CsvTable
    from course.reports.json_lines import JsonLines
    from course.reports.pages import Pages
    from course.reports.undiagnosed import Undiagnosed
    from course.submission import find_submissions

    course = load_course(find_course(course_folder))
    assignment = _chosen(course, assignment_name)
    submissions = find_submissions(paths, assignment.name, Skeletons(course, assignment))
    reports: list[Report] = []
    keep: list[Callable[[Report], None]] = [reports.append]
    stopped: KeyboardInterrupt | None = None
    with ExitStack() as stack:
        stack.enter_context(stoppable())
        if out is not None:
            pages = Pages(out, assignment, [submission.name for submission in submissions])
            keep += [pages.add, Undiagnosed(out, assignment, submissions).add]
        if sandbox == "off":
            click.echo(_NOT_ISOLATED, err=True)
        graded = grade_all(
            course, assignment, submissions, jobs=min(jobs, len(submissions)), sandbox=sandbox
        )
        stack.enter_context(closing(cast("Generator[Report, None, None]", graded)))
        if gradebook is not None:
            recorded = stack.enter_context(_writer(gradebook, paths, assignment, submissions))
            keep.append(recorded.add)
        if json_file is not None:
            keep.append(JsonLines(stack.enter_context(opened(json_file))).add)
        if csv_file is not None:
            names = [exercise.name for exercise in assignment.exercises]
            keep.append(CsvTable(stack.enter_context(opened(csv_file)), names).add)
        if out is not None:  # once nothing can go wrong any more that would leave an empty class
            stack.callback(pages.close)
        try:
            for report in with_progress(
                "Grading", graded, len(submissions), hidden=json_file == STDOUT
            ):
                for function in keep:
                    function(report)
        except KeyboardInterrupt as stop:
            stopped = stop
    if reports or stopped is None:
        _show_class(reports, assignment, to_stderr=json_file == STDOUT)
    if gradebook is not None:
        told = wrap(recorded.told(), shutil.get_terminal_size().columns)
        click.echo("\n".join(["", *told]), err=json_file == STDOUT)
    if stopped is not None:
        click.echo(
            f"Stopped after {len(reports)} of {len(submissions)} submissions; "
            "what was graded is kept.",
            err=True,
        )
        return exit_code(stopped)
    return 3 if any(report.status is Status.ERROR for report in reports) else 0


@click.command(cls=Command)
def doctor() -> int:
    """Try the layers of isolation on this machine.

    Exit code 1: fewer hold than grading asks for.

    \b
    Example:
      course doctor
    """
    from course.reports.isolation import isolation
    from course.worker.jail import Jail
    from course.worker.process import Limits

    with Jail(Limits()) as jail:
        jail.open()
        text, enough = isolation(jail.layers, jail.missing, shutil.get_terminal_size().columns)
    click.echo(text)
    return 0 if enough else 1


def _need_for_grading() -> None:
    from course.errors import MissingInput

    missing = [name for name in ("pytest", "rich") if find_spec(name) is None]
    if missing:
        raise MissingInput(
            f"Grading needs {' and '.join(repr(name) for name in missing)}, not installed here. "
            "Run: python -m pip install 'attention-course[grade]'"
        )


def _writer(
    address: str,
    paths: "Sequence[Path]",
    assignment: "Assignment",
    submissions: "Sequence[Submission]",
) -> "GradebookWriter":
    from course.errors import MissingInput

    try:
        from course.gradebook.writer import GradebookWriter
    except ModuleNotFoundError as error:
        raise MissingInput(
            f"--gradebook needs {error.name!r}, which is not installed. "
            "Run: python -m pip install 'attention-course[instructor]'"
        ) from error
    return GradebookWriter(address, paths, assignment, submissions)


def _chosen(course: "Course", name: str | None) -> "Assignment":
    from course.catalog import find_assignment

    if name is not None:
        return find_assignment(course, name)
    if len(course.assignments) > 1:
        names = ", ".join(repr(assignment.name) for assignment in course.assignments)
        raise click.UsageError(f"Which assignment? Name one of {names} with --assignment.")
    return course.assignments[0]


def _show_class(reports: "list[Report]", assignment: "Assignment", *, to_stderr: bool) -> None:
    """The class table; where stdout is for JSON alone, one sentence on stderr instead."""
    from course.reports.annotations import fenced
    from course.reports.class_table import class_table, summary

    if to_stderr:
        click.echo(summary(reports), err=True)
        return
    text = class_table(reports, assignment, shutil.get_terminal_size().columns)
    encoding = sys.stdout.encoding or "ascii"
    text = text.encode(encoding, "replace").decode(encoding)
    # A student's name may look like a command of the CI service that shows this.
    click.echo(
        fenced(text) if os.environ.get("GITHUB_ACTIONS") == "true" else f"{text}\n", nl=False
    )


@click.command(cls=Command, short_help="Try everything on a sample class.")
@click.option(
    "--out",
    default=Path("course-demo"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the demo lives. Running it again goes on in the same folder.",
)
@COURSE
def demo(out: Path, course_folder: Path) -> int:
    """Try everything on a sample class: generate, grade, nbgrader.

    \b
    Example:
      course demo --out /tmp/demo
    """
    import time

    from course.catalog import find_course, load_course
    from course.demo import Demo
    from course.reports.class_table import class_table

    course = load_course(find_course(course_folder))
    shown = Demo(course, course.assignments[0], out)
    for title, step in shown.steps().items():
        click.echo(f"{title:<29}", nl=False)
        start = time.monotonic()
        said = step()
        click.echo(f"{time.monotonic() - start:5.1f} s {said}")
    width = shutil.get_terminal_size().columns
    click.echo(f"\n{class_table(shown.reports, shown.assignment, width)}\n")
    surprises = shown.surprises()
    for surprise in surprises:
        click.echo(f"Not as expected: {surprise}", err=True)
    if not surprises:
        click.echo("Every score is what the sample class expects.")
    click.echo(f"Pages       {out / 'index.html'}")
    click.echo(f"Results     {out / 'results.jsonl'}, results.csv")
    if shown.has_nbgrader:
        click.echo(f"Gradebook   {shown.nbgrader / 'gradebook.db'}")
        click.echo(f"Formgrader:\n  cd {shown.nbgrader}")
        click.echo("  jupyter server --ServerApp.default_url=/formgrader")
    else:
        click.echo("Without nbgrader its part was left out. To install it:")
        click.echo("  python -m pip install 'attention-course[instructor]'")
    return 1 if surprises else 0
