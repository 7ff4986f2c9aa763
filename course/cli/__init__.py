"""The `course` command. A command parses, calls one function and shows what it returned."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from course import __version__
from course.errors import UnknownName, told

if TYPE_CHECKING:
    from course.worker.check_process import CheckProcess

COMMANDS = {
    "check": "course.cli.student",
    "trace": "course.cli.trace",
    "plot": "course.cli.plot",
    "hint": "course.cli.hint",
    "status": "course.cli.status",
    "quiz": "course.cli.quiz",
    "reset": "course.cli.reset",
    "generate": "course.cli.instructor",
    "grade": "course.cli.instructor",
    "doctor": "course.cli.instructor",
    "demo": "course.cli.instructor",
    "new": "course.cli.author",
    "audit": "course.cli.author",
}
"""Command -> the module that holds it, imported when the command is asked for."""
SUMMARIES = {
    "check": "Try your exercises on small examples.",
    "trace": "Show the shapes of one forward pass.",
    "plot": "Draw your map beside the expected one.",
    "hint": "Show the next hint for an exercise.",
    "status": "Show how far you are.",
    "quiz": "Answer the quiz, in your own file.",
    "reset": "Put an exercise back to what you were given.",
    "generate": "Write what students and nbgrader get.",
    "grade": "Grade submissions with the hidden tests.",
    "doctor": "Try the layers of isolation on this machine.",
    "demo": "Try everything on a sample class.",
    "new": "Write the files of a new exercise.",
    "audit": "Find out whether the graders are right.",
}
"""What the list of commands says of each, so that `course --help` imports none of them."""
_USERS = {"course.cli.instructor": "For instructors", "course.cli.author": "For authors"}
"""Whose commands a module holds; those of the others are students'."""


class Commands(click.Group):
    """The commands of `COMMANDS`, each imported only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, students' first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed; an unknown one is told with the nearest."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise UnknownName("command", name, COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """The commands in a section for each of their users."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, module in COMMANDS.items():
            rows = sections.setdefault(_USERS.get(module, "For students"), [])
            rows.append((name, SUMMARIES[name]))
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="course")
def course() -> None:
    """An auto-graded course: `course check` for students, `course grade` for instructors."""


class Command(click.Command):
    """A command with `--debug`; what it returns is the exit code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(
            click.Option(
                ["--debug"],
                is_flag=True,
                expose_value=False,
                callback=_remember_debug,
                help="Show our own traceback when something fails.",
            )
        )


def _remember_debug(ctx: click.Context, _: click.Parameter, debug: bool) -> None:
    if isinstance(ctx.obj, dict):
        ctx.obj["debug"] = debug


def main(arguments: list[str] | None = None, process: "CheckProcess | None" = None) -> NoReturn:
    """Run the command; every error of ours becomes one clear message and an exit code.

    `process` is one that `course check` would start first of all.
    """
    settings = {"debug": False, "process": process}
    try:
        code = course.main(arguments, prog_name="course", standalone_mode=False, obj=settings)
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except Exception as error:
        if settings["debug"]:
            raise
        from course.reports.terminal import complaint

        text, code = told(error)
        click.echo(complaint(text), err=True)
    sys.exit(code or 0)
