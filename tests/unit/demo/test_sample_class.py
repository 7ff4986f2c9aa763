"""Sample students, composed from what an author wrote beside the references."""

import ast
import json
import shutil
from pathlib import Path

import pytest

from course.catalog import find_assignment, load_course
from course.demo.sample_class import as_module, as_notebook, load_class
from course.errors import AuthorError, MissingInput

TINY = Path(__file__).resolve().parents[2] / "assets" / "tiny"


@pytest.fixture
def described(tmp_path):
    """Write a class.toml into a copy of the tiny course, and load its class."""
    root = shutil.copytree(TINY, tmp_path / "course")

    def load(text):
        if text is not None:
            (root / "solutions" / "numbers" / "class.toml").write_text(text, encoding="utf-8")
        course = load_course(root)
        return load_class(course, find_assignment(course, "numbers"))

    return load


def student(more=""):
    return f'[[student]]\nname = "ada"\nstory = "as an example"\nscore = 10.0\n{more}'


def notebook(*ids):
    return json.dumps({"cells": [{"id": name, "source": "as handed out"} for name in ids]}).encode()


def test_what_is_not_named_is_right(described):
    (ada,) = described(student())
    assert as_module(ada).decode() == (
        "import numpy as np\n\n\n"
        "def double(x):\n"
        '    """Return every entry twice as large.\n\n'
        "    Args:\n"
        "        x: numbers, (rows, columns).\n\n"
        "    Returns:\n"
        "        The doubled numbers, (rows, columns).\n\n"
        "    Raises:\n"
        "        ValueError: where x is empty.\n"
        '    """\n'
        "    if x.size == 0:\n"
        '        raise ValueError("nothing to double")\n'
        "    return x * 2\n\n\n"
        "def total(x):\n"
        '    """Sum over the rows.\n\n'
        "    Args:\n"
        "        x: numbers, (rows, columns).\n\n"
        "    Returns:\n"
        "        One sum a column, (columns).\n"
        '    """\n'
        "    return x.sum(axis=0)\n\n\n"
        "answers = {'twice': 'b', 'rows': 'a'}\n"
    )


@pytest.mark.parametrize(
    ("choice", "last_line"),
    [
        ("wheat:added", "return x + x"),
        ("chaff:squared", "return x**2"),
        ("untouched", 'raise NotImplementedError("double is not written yet")'),
        ("loop", "pass"),
        ("reference", "return x * 2"),
    ],
)
def test_a_function_is_what_its_word_says(described, choice, last_line):
    (ada,) = described(student(f'[student.functions]\ndouble = "{choice}"\n'))
    source = ada.functions["double"]
    assert [node.name for node in ast.parse(source).body] == ["double"]
    assert source.rstrip().splitlines()[-1].strip() == last_line


def test_a_mistake_is_handed_in_without_its_diagnosis(described):
    (ada,) = described(student('[student.functions]\ndouble = "chaff:squared"\n'))
    assert ada.functions["double"].strip().splitlines() == [
        "def double(x):",
        "    if x.size == 0:",
        '        raise ValueError("nothing to double")',
        "    return x**2",
    ]


def test_a_whole_file_is_handed_in_as_it_is(described):
    (ada,) = described(student("source = '''\ndef double(x:\n'''\n"))
    assert as_module(ada) == b"def double(x:\n"


def test_answers_are_as_the_student_wrote_them(described):
    (ada,) = described(student('answers = { twice = "a" }\n'))
    assert as_module(ada).decode().endswith("\nanswers = {'twice': 'a'}\n")


def test_a_notebook_gets_each_function_in_its_own_cell(described):
    (ada,) = described(student('[student.functions]\ndouble = "wheat:added"\n'))
    filled = json.loads(as_notebook(ada, notebook("intro", "double", "total", "answers")))
    sources = {cell["id"]: cell["source"] for cell in filled["cells"]}
    assert sources["intro"] == "as handed out"
    assert sources["double"].startswith("def double(x):")
    assert sources["double"].endswith("return x + x")
    assert sources["total"].endswith("return x.sum(axis=0)")
    assert sources["answers"] == "answers = {'twice': 'b', 'rows': 'a'}"


def test_a_whole_file_goes_into_the_first_cell_of_a_notebook(described):
    (ada,) = described(student("source = '''\ndouble = 1\n'''\n"))
    filled = json.loads(as_notebook(ada, notebook("double", "total", "answers")))
    assert [cell["source"] for cell in filled["cells"]] == ["double = 1", "", ""]


def test_a_notebook_of_another_assignment_is_refused(described):
    (ada,) = described(student())
    with pytest.raises(ValueError, match="the notebook has no cell 'total'"):
        as_notebook(ada, notebook("double", "answers"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[student]\n", "Expected ']]' at the end of an array declaration (at line 1, column 10)"),
        ("", "has no [[student]]"),
        (student("stroy = 1\n"), "student 'ada': unknown key 'stroy'"),
        (student('source = ["a"]\n'), "student 'ada': 'source' is ['a']"),
        ('[[student]]\nname = "ada"\nscore = 1\n', "student 'ada': key 'story' is missing"),
        (student('form = "txt"\n'), "student 'ada': form 'txt' is neither 'py' nor 'ipynb'"),
        (student('[student.functions]\ntriple = "loop"\n'), "student 'ada': no exercise 'triple'"),
        (
            student('[student.functions]\ndouble = "chaff:squard"\n'),
            "student 'ada': nothing of 'double' is called 'chaff:squard'",
        ),
        (student() + student(), "two students are called 'ada'"),
    ],
)
def test_a_class_that_is_wrong_is_refused_with_what_is_wrong(described, text, problem):
    with pytest.raises(AuthorError) as caught:
        described(text)
    assert [found.message for found in caught.value.problems] == [problem]
    assert caught.value.problems[0].path.name == "class.toml"


def test_everything_wrong_is_reported_at_once(described):
    with pytest.raises(AuthorError) as caught:
        described(student('form = "txt"\nstroy = 1\n'))
    assert len(caught.value.problems) == 2


def test_an_assignment_without_a_class_says_which_file_is_missing(described):
    with pytest.raises(
        MissingInput, match=r"'numbers' has no sample class: '.*class\.toml' is mis"
    ):
        described(None)
