import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course.catalog import load_course
from course.examples.writing import dumps, hand_out

TINY = Path(__file__).parents[2] / "assets" / "tiny"
RIGHT = """
def double(x):
    if x.size == 0:
        raise ValueError("nothing to double")
    return x * 2

def total(x):
    return x.sum(axis=0)
"""


@pytest.fixture(scope="session")
def examples():
    course = load_course(TINY)
    return dumps(
        replace(hand_out(course, course.assignments[0]), assignment="sheet", title="Columns")
    )


@pytest.fixture
def cell(folder, begin):
    """Run cells of one notebook; what they printed."""
    return begin("from course import check")


def test_a_right_function_passes(cell):
    cell(RIGHT)
    assert cell('check("double")') == (
        "Columns (this notebook)\n\n✓ double  passed\n\n"
        "1 of 1 exercise passed.\nNothing left to do here.\n"
    )


def test_the_function_itself_can_be_named(cell):
    cell(RIGHT)
    assert "✓ double  passed" in cell("check(double)")


def test_it_returns_nothing(cell):
    cell(RIGHT)
    cell('assert check("double") is None')


def test_a_mistake_is_named_with_what_to_do_next(cell):
    cell(RIGHT.replace("x * 2", "x ** 2"))
    text = cell('check("double")')
    assert "You square every entry. Look at what happens to 3." in " ".join(text.split())
    next_step = "Next: change double in its cell, run that and then this one again."
    assert text.endswith(f"{next_step}\n")


def test_an_exception_is_told_with_its_line(cell):
    cell("def double(x):\n    return x + q\n")
    text = cell('check("double")')
    assert "✗ double  failed on line 2 of its cell" in text
    assert "It raised NameError: name 'q' is not defined" in text


@pytest.mark.parametrize("statement", ["raise SystemExit", "raise type('E', (BaseException,), {})"])
def test_a_mistake_is_never_raised(cell, statement):
    cell(f"def double(x):\n    {statement}\n")
    assert "✗ double  failed" in cell('check("double")')


def test_the_stop_button_stops_the_check(cell):
    cell("def double(x):\n    raise KeyboardInterrupt\n")
    assert cell('check("double")') == "Stopped.\n"


def test_what_the_function_prints_is_part_of_the_report(cell):
    cell("def double(x):\n    print('shape', x.shape)\n    return x\n")
    assert "  | shape (2, 3)\n" in cell('check("double")')


def test_a_function_that_is_not_there_is_told(cell):
    assert "There is no function 'double' in this notebook." in cell('check("double")')


def test_without_a_name_all_exercises_and_the_quiz_are_told(cell):
    cell(RIGHT + "\nanswers = {'twice': 'b', 'rows': None}\n")
    text = cell("check()")
    assert "2 of 2 exercises passed." in text
    assert "Quiz: 1 of 2 questions answered." in text


def test_the_quiz_is_counted_and_never_judged(cell):
    cell("answers = {'twice': 'a', 'rows': 'z', 3: 4}")
    assert cell('check("quiz")') == (
        "Quiz: 1 of 2 questions answered.\n"
        "'z' is no option of the question 'rows': choose from a, b.\n"
        "The quiz has no question '3'.\n"
    )


@pytest.mark.parametrize("answers", ["", "answers = None", "answers = [1]"])
def test_a_quiz_without_answers_is_not_answered(cell, answers):
    cell(answers)
    assert cell('check("quiz")') == "Quiz: 0 of 2 questions answered.\n"


def test_an_unknown_exercise_is_told_with_the_nearest(cell):
    told = "No exercise 'duble' in 'sheet'. Did you mean 'double'?\n"
    assert cell('check("duble")') == told


def test_a_notebook_away_from_its_examples_is_told(cell, folder):
    (folder / "examples.json").unlink()
    assert cell('check("double")').startswith("No assignment here")


def test_in_jupyter_the_verdict_is_displayed_as_text_and_as_html(folder):
    cells = [
        "import numpy as np\nfrom course import check",
        "def double(x):\n    y = x\n    return y + q",
        'check("double")',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    [output] = notebook.cells[2].outputs
    assert output.output_type == "display_data"
    text, html = output.data["text/plain"], output.data["text/html"]
    assert "✗ double  failed on line 3 of its cell" in text
    assert "      return y + q\n" in text
    assert "<code>double</code> failed on line 3 of its cell" in html
    assert "<pre>return y + q</pre>" in html
    assert text.splitlines()[-1] in html


def test_importing_the_package_imports_nothing_of_the_check():
    code = "import course, sys; print([name for name in sys.modules if name.startswith('course')])"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert done.stdout == "['course']\n"


def test_an_unknown_name_of_the_package_is_an_attribute_error():
    import course

    with pytest.raises(AttributeError, match="module 'course' has no attribute 'chek'"):
        _ = course.chek
