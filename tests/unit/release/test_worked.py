from pathlib import Path

import jinja2
import numpy as np
import pytest

from course.catalog import load_course
from course.errors import AuthorError
from course.problem import Problem
from course.release.render import render
from course.release.worked import show


def chapter(folder: Path) -> Path:
    return folder / "exercises" / "warm_up" / "chapter.md.j2"


def rendered(folder: Path, text: str) -> str:
    """The chapter's text where it holds one thing more."""
    chapter(folder).write_text(chapter(folder).read_text().replace("## Norms", text))
    course = load_course(folder)
    return "\n".join(cell.source for cell in render(course, course.assignments[0]))


def problem(folder: Path, text: str) -> Problem:
    with pytest.raises(AuthorError) as caught:
        rendered(folder, text)
    (only,) = caught.value.problems
    return only


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("reference.double(example.double.toy.x)", "[2. 4.]"),
        ("reference.double([3.0, 5.0])", "[ 6. 10.]"),
        ("reference.norm(x=[3.0, 4.0])", "5.0"),
        ("mistake.double.squared(example.double.toy.x)", "[1. 4.]"),
    ],
)
def test_a_chapter_computes_with_references_and_mistakes(
    folder: Path, expression: str, value: str
) -> None:
    assert f"It is {value}." in rendered(folder, f"It is {{{{ {expression} }}}}.")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("reference.duble([1.0])", "unknown exercise 'duble', did you mean 'double'?"),
        ("example.double.toys", "unknown public example of double 'toys', did you mean 'toy'?"),
        ("example.double.kept", "unknown public example of double 'kept'"),
        (
            "mistake.double.squarred",
            "unknown mistake of double 'squarred', did you mean 'squared'?",
        ),
        ("reference.double()", "raised TypeError"),
        ("figure('', attention_map([[1.0]], 'A', []))", "the map 'A' has the shape (1, 1)"),
    ],
)
def test_what_is_not_there_is_reported_with_its_line(
    folder: Path, expression: str, message: str
) -> None:
    found = problem(folder, f"It is {{{{ {expression} }}}}.")
    line = chapter(folder).read_text().partition("It is ")[0].count("\n") + 1
    assert found.message.startswith(message)
    assert (found.path, found.line) == (chapter(folder), line)


def test_a_call_leaves_its_arguments_as_they_were(folder: Path) -> None:
    solution = folder / "solutions" / "warm_up" / "double.py"
    solution.write_text(
        solution.read_text().replace("    return x * x", "    x *= x\n    return x")
    )
    text = "{% set x = reference.double([3.0]) %}{{ mistake.double.squared(x) }} of {{ x }}"
    assert "[36.] of [6.]" in rendered(folder, text)


def test_what_jinja_cannot_compile_is_the_authors_error(folder: Path) -> None:
    found = problem(folder, "{{ reference.double([[1.0]])[0, :] }}")
    assert found == Problem(chapter(folder), "cannot be compiled: invalid syntax")


def test_data_beside_the_chapter_are_read(folder: Path) -> None:
    (chapter(folder).parent / "toy.toml").write_text("labels = ['The', 'cat']\n")
    assert "The cat" in rendered(folder, "{{ data('toy.toml').labels | join(' ') }}")


@pytest.mark.parametrize(
    ("text", "said", "at"), [(None, "is missing", None), ("a = ", "Invalid value", 1)]
)
def test_data_that_cannot_be_read_are_named(
    folder: Path, text: str | None, said: str, at: int | None
) -> None:
    path = chapter(folder).parent / "toy.toml"
    if text is not None:
        path.write_text(text)
    assert problem(folder, "{{ data('toy.toml') }}") == Problem(path, said, at)


def test_a_figure_in_an_exercise_is_reported_with_its_line(folder: Path) -> None:
    path = chapter(folder).parent / "double.py.j2"
    path.write_text(path.read_text().replace("Return every", "{{ figure('') }}\n# Return every"))
    assert problem(folder, "## Norms") == Problem(
        path, "figure() belongs in the chapter: an exercise is also handed out as Python", 6
    )


def test_whole_numbers_stand_as_such_a_line_for_each_row() -> None:
    assert show("Q", [[1.0, 2.0], [3.0, 4.0]], "seq, d_model") == (
        "# (seq=2, d_model=2)\nQ = [[1, 2],\n     [3, 4]]"
    )


def test_other_numbers_have_three_decimals_and_heads_a_line_each() -> None:
    assert show("w", np.full((2, 1, 2), 0.5), "heads, seq_q, seq_k") == (
        "# (heads=2, seq_q=1, seq_k=2)\nw = [[[0.500, 0.500]],\n     [[0.500, 0.500]]]"
    )


def test_an_axis_without_a_name_is_refused() -> None:
    with pytest.raises(jinja2.TemplateRuntimeError, match="'Q' has 2 axes, but 'seq' names 1"):
        show("Q", [[1.0]], "seq")
