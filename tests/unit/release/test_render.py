from collections.abc import Sequence
from pathlib import Path

import pytest

from course.catalog import load_course
from course.errors import AuthorError
from course.problem import Problem
from course.release.render import Cell, render

FRONT = '+++\ntitle = "Warm-up"\ntopic = "t"\nlevel = "l"\n+++\n'


def chapter(folder: Path) -> Path:
    return folder / "exercises" / "warm_up" / "chapter.md.j2"


def exercise(folder: Path) -> Path:
    return folder / "exercises" / "warm_up" / "double.py.j2"


def write(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def cells(folder: Path) -> Sequence[Cell]:
    course = load_course(folder)
    return render(course, course.assignments[0])


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(AuthorError) as caught:
        cells(folder)
    return caught.value.problems


def test_a_chapter_comes_out_in_its_own_order(folder: Path) -> None:
    assert [
        (cell.exercise, cell.kind, cell.is_skeleton, cell.source.splitlines()[0])
        for cell in cells(folder)
    ] == [
        ("", "markdown", False, "# Warm-up"),
        ("double", "markdown", False, "### Exercise: Double every number"),
        ("double", "code", True, "def double(x):"),
        ("", "markdown", False, "## Norms"),
        ("norm", "markdown", False, "### Exercise: The length of a vector"),
        ("norm", "code", False, "toy = np.array([3.0, 4.0])"),
        ("norm", "code", True, "def norm(x):"),
    ]


def test_a_skeleton_is_the_references_signature_and_docstring(folder: Path) -> None:
    skeletons = [cell.source for cell in cells(folder) if cell.is_skeleton]
    assert skeletons[0] == (
        "def double(x):\n"
        '    """Double every number.\n\n'
        "    Args:\n        x: numbers, (size)\n\n"
        "    Returns:\n        The doubled numbers, (size).\n"
        '    """\n'
        '    raise NotImplementedError("double is not written yet")'
    )


def test_double_braces_that_are_raw_stay_in_a_formula(folder: Path) -> None:
    write(chapter(folder), "$x + x$;", "{% raw %}$W^{{Q}}$;{% endraw %}")
    assert "$W^{{Q}}$;" in cells(folder)[0].source


def test_a_chapter_without_a_title_line_gets_one(folder: Path) -> None:
    write(chapter(folder), "# Warm-up\n", "")
    assert cells(folder)[0].source.startswith('# Warm-up\n\n<a id="double"></a>Twice')


def test_a_chapter_that_begins_with_an_exercise_gets_a_title(folder: Path) -> None:
    chapter(folder).write_text(FRONT + '{% include "double.py.j2" %}\n<a id="double"></a>Twice.\n')
    assert cells(folder)[0] == Cell("markdown", "# Warm-up")


def test_an_exercise_keeps_a_heading_of_its_own(folder: Path) -> None:
    write(exercise(folder), "# Return every", "# ### Mine\n#\n# Return every")
    assert cells(folder)[1].source.startswith("### Mine\n\nReturn every")


def test_an_exercise_that_is_only_a_function_gets_a_heading(folder: Path) -> None:
    exercise(folder).write_text('+++\ntitle = "Double"\n+++\n{{ skeleton() }}\n')
    assert [cell.kind for cell in cells(folder)[1:3]] == ["markdown", "code"]
    assert cells(folder)[1].source == "### Exercise: Double"


def test_an_empty_cell_is_left_out(folder: Path) -> None:
    write(exercise(folder), "{{ skeleton() }}", "# %%\n{{ skeleton() }}\n# %%\n")
    assert [cell.kind for cell in cells(folder) if cell.exercise == "double"] == [
        "markdown",
        "code",
    ]


def test_a_syntax_error_names_the_templates_own_line(folder: Path) -> None:
    write(exercise(folder), "{{ skeleton() }}", "\n{{ skeleton( }}")
    assert problems(folder) == (Problem(exercise(folder), "unexpected '}', expected ')'", 9),)


def test_an_unknown_name_in_the_chapter_is_reported_with_its_line(folder: Path) -> None:
    write(chapter(folder), "## Doubling", "## {{ Doubling }}")
    assert problems(folder) == (Problem(chapter(folder), "'Doubling' is undefined", 19),)


def test_an_unknown_name_in_an_exercise_is_reported_with_its_line(folder: Path) -> None:
    write(exercise(folder), "Return every", "Return {{ evry }}")
    assert problems(folder) == (Problem(exercise(folder), "'evry' is undefined", 6),)


def test_an_expression_that_raises_is_reported_with_its_line(folder: Path) -> None:
    write(exercise(folder), "Return every", "Return {{ 1 // 0 }}")
    (problem,) = problems(folder)
    assert (problem.path, problem.line) == (exercise(folder), 6)
    assert problem.message.startswith("raised ZeroDivisionError")


def test_an_include_of_a_file_that_is_not_there_is_reported_with_its_line(folder: Path) -> None:
    write(chapter(folder), "## Doubling", '{% include "foreword.md" %}')
    assert problems(folder) == (
        Problem(chapter(folder), "includes 'foreword.md', which is not there", 19),
    )


def test_a_skeleton_in_the_chapter_is_reported_with_its_line(folder: Path) -> None:
    write(chapter(folder), "## Doubling", "{{ skeleton() }}")
    assert problems(folder) == (
        Problem(chapter(folder), "skeleton() belongs in an exercise, not in the chapter", 19),
    )


@pytest.mark.parametrize(("calls", "count"), [("", 0), ("{{ skeleton() }}\n{{ skeleton() }}", 2)])
def test_an_exercise_calls_its_skeleton_once(folder: Path, calls: str, count: int) -> None:
    write(exercise(folder), "{{ skeleton() }}", calls)
    assert problems(folder) == (
        Problem(exercise(folder), f"calls {{{{ skeleton() }}}} {count} times, but should once"),
    )


def test_an_error_outside_every_template_is_not_blamed_on_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.release.render.blank_front_matter", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cells(folder)
