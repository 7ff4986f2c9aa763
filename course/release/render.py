"""A chapter's templates, rendered into one flat run of cells.

The chapter includes its exercises; each comes out between two marks, so that the chapter's Markdown
and an exercise's percent cells can be told apart without moving a line. An error names the file and
the line that the author wrote.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import jinja2
import jupytext  # type: ignore[import-untyped]
from jinja2.runtime import Context

from course.catalog import (
    CHAPTER,
    chapter_folder,
    find_exercise,
    load_solution,
    template_path,
)
from course.catalog.author_files import blank_front_matter
from course.errors import AuthorError
from course.model import Assignment, Course, Exercise, Solution
from course.problem import Problem
from course.release.pictures import attention_map, entry_map, figure
from course.release.worked import worked
from course.skeleton import skeleton

_EXERCISE = ".py.j2"
_MARK = "\x1e"
_MARKED = re.compile(f"{_MARK}([^{_MARK}\n]+)\n([^{_MARK}]*){_MARK}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a chapter: Markdown or Python."""

    kind: Literal["markdown", "code"]
    source: str
    exercise: str = ""
    """The exercise it belongs to; empty for the chapter's own text."""
    is_skeleton: bool = False
    """Whether it is the function that the student writes."""


def render(course: Course, assignment: Assignment) -> tuple[Cell, ...]:
    """Render a chapter and its exercises, in the chapter's order."""
    folder = chapter_folder(course, assignment)
    solutions = {
        exercise.name: load_solution(course, assignment, exercise)
        for exercise in assignment.exercises
    }
    text = _render_text(folder, solutions)
    cells: list[Cell] = []
    problems: list[Problem] = []
    end = 0
    for marked in _MARKED.finditer(text):
        cells += _prose(text[end : marked.start()])
        end = marked.end()
        exercise = find_exercise(assignment, marked[1])
        path = template_path(course, assignment, exercise)
        found = _with_heading(list(_exercise_cells(marked[2], exercise.name)), exercise)
        count = sum(cell.is_skeleton for cell in found)
        if count != 1:
            problems.append(
                Problem(path, f"calls {{{{ skeleton() }}}} {count} times, but should once")
            )
        cells += found
    cells += _prose(text[end:])
    if problems:
        raise AuthorError(problems)
    return _with_title(cells, assignment.title)


class _Templates(jinja2.FileSystemLoader):
    """The folder of a chapter, with front matter blanked and exercises marked."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, filename, fresh = super().get_source(environment, template)
        blanked = blank_front_matter(source)
        if template.endswith(_EXERCISE):
            name = template.removesuffix(_EXERCISE)
            blanked = f"{_MARK}{name}{blanked}\n{_MARK}"
        return blanked, filename, fresh


def _render_text(folder: Path, solutions: Mapping[str, Solution]) -> str:
    @jinja2.pass_context
    def skeleton_cell(context: Context) -> str:
        name = (context.name or "").removesuffix(_EXERCISE)
        if name not in solutions:
            raise jinja2.UndefinedError("skeleton() belongs in an exercise, not in the chapter")
        return f"# %% skeleton=true\n{skeleton(solutions[name].reference)}\n"

    @jinja2.pass_context
    def chapter_figure(context: Context, caption: str, *pictures: str) -> str:
        if (context.name or "").endswith(_EXERCISE):
            raise jinja2.UndefinedError(
                "figure() belongs in the chapter: an exercise is also handed out as Python"
            )
        return figure(caption, *pictures)

    environment = jinja2.Environment(
        loader=_Templates(folder),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown and Python; the handout escapes by itself
    )
    environment.globals |= {
        "skeleton": skeleton_cell,
        "figure": chapter_figure,
        "attention_map": attention_map,
        "entry_map": entry_map,
        **worked(folder, solutions),
    }
    try:
        return environment.get_template(CHAPTER).render()
    except jinja2.TemplateSyntaxError as error:
        path = Path(error.filename or folder / CHAPTER)
        raise AuthorError([Problem(path, str(error.message), error.lineno)]) from error
    except AuthorError:
        raise
    except SyntaxError as error:  # `x[0, :]` is one that Jinja takes for an expression
        message = f"cannot be compiled: {error.msg}"
        raise AuthorError([Problem(folder / str(error.filename), message)]) from error
    except Exception as error:
        where = _place(error, folder)
        if where is None:
            raise
        raise AuthorError([Problem(where[0], _said(error), where[1])]) from error


def _place(error: Exception, folder: Path) -> tuple[Path, int] | None:
    """The innermost template line that an error passed through."""
    place = None
    traceback = error.__traceback__
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.parent == folder and path.suffix == ".j2":
            place = path, traceback.tb_lineno
        traceback = traceback.tb_next
    return place


def _said(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f"includes {error.name!r}, which is not there"
    if isinstance(error, jinja2.TemplateError):
        return str(error.message)
    return f"raised {error!r}"


def _with_heading(cells: list[Cell], exercise: Exercise) -> list[Cell]:
    """The cells of an exercise, of which the first is Markdown that begins with a heading."""
    heading = f"### Exercise: {exercise.title}"
    if cells and cells[0].source.startswith("#") and cells[0].kind == "markdown":
        return cells
    if cells and cells[0].kind == "markdown":
        return [replace(cells[0], source=f"{heading}\n\n{cells[0].source}"), *cells[1:]]
    return [Cell("markdown", heading, exercise.name), *cells]


def _with_title(cells: list[Cell], title: str) -> tuple[Cell, ...]:
    """The cells, of which the first is chapter text that begins with its title."""
    heading = f"# {title}"
    if not cells or cells[0].exercise:
        return Cell("markdown", heading), *cells
    if cells[0].source.startswith("# "):
        return tuple(cells)
    return Cell("markdown", f"{heading}\n\n{cells[0].source}"), *cells[1:]


def _prose(text: str) -> Iterator[Cell]:
    if text.strip():
        yield Cell("markdown", text.strip())


def _exercise_cells(text: str, name: str) -> Iterator[Cell]:
    notebook: Any = jupytext.reads(text, fmt={"extension": ".py", "format_name": "percent"})
    for cell in notebook.cells:
        source = cell.source.strip("\n")
        if source.strip():
            kind: Literal["markdown", "code"] = "code" if cell.cell_type == "code" else "markdown"
            yield Cell(kind, source, name, bool(cell.metadata.get("skeleton")))
