"""The instructor's commands: `course generate`, `course grade`, `course demo`."""

from pathlib import Path

import click

from course.cli import Command

COURSE = click.option(
    "--course",
    "course_folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    help="The course's folder, or any folder inside it.  [default: here and upwards]",
)


@click.command(cls=Command)
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
        click.echo(f"{title:<30}", nl=False)
        start = time.monotonic()
        said = step()
        click.echo(f"{time.monotonic() - start:5.1f} s  {said}")
    width = click.get_terminal_size().columns
    click.echo(f"\n{class_table(shown.reports, shown.assignment, width)}\n")
    surprises = shown.surprises()
    for surprise in surprises:
        click.echo(f"Not as expected: {surprise}", err=True)
    if not surprises:
        click.echo("Every score is what the sample class expects.")
    click.echo(f"Pages      {out / 'index.html'}")
    click.echo(f"Results    {out / 'results.jsonl'} and .csv")
    if shown.has_nbgrader:
        click.echo(f"Gradebook  {shown.nbgrader / 'gradebook.db'}")
        click.echo(f"Formgrader cd {shown.nbgrader} && jupyter server \\")
        click.echo("             --ServerApp.default_url=/formgrader")
    else:
        click.echo("nbgrader is not installed, so its part was left out. Install it with")
        click.echo("  pip install 'attention-course[instructor]'")
    return 1 if surprises else 0
