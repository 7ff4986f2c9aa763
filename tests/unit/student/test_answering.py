import json

import pytest

from course.errors import BrokenFile, MissingInput, UnknownName
from course.student.answering import read_quiz

LINE = '    "twice": None,  # "a" or "b"\n'
ANSWERED = '    "twice": "b",  # "a" or "b"\n'


def test_an_answer_is_written_into_the_module_and_nothing_else(handed_out):
    before = (handed_out / "numbers.py").read_text("utf-8")
    sheet = read_quiz(handed_out)
    assert sheet.write("twice", "b") == "b"
    assert (handed_out / "numbers.py").read_text("utf-8") == before.replace(LINE, ANSWERED)
    assert (handed_out / "numbers.py.bak-quiz").read_text("utf-8") == before
    assert (sheet.given(), sheet.backup) == ({"twice": "b"}, "numbers.py.bak-quiz")


def test_an_answer_is_written_into_the_notebook_and_nothing_else(handed_out_notebook):
    path = handed_out_notebook / "numbers.ipynb"
    before = path.read_text("utf-8")
    read_quiz(handed_out_notebook).write("twice", "b")
    old, new = json.dumps(LINE), json.dumps(ANSWERED)
    assert path.read_text("utf-8") == before.replace(old, new) != before


def test_the_backup_is_from_before_the_first_answer(handed_out):
    before = (handed_out / "numbers.py").read_bytes()
    sheet = read_quiz(handed_out)
    sheet.write("twice", "b")
    sheet.write("rows", "a")
    assert (handed_out / "numbers.py.bak-quiz").read_bytes() == before
    assert sheet.given() == {"twice": "b", "rows": "a"}


def test_what_was_saved_meanwhile_is_not_lost(handed_out):
    sheet = read_quiz(handed_out)
    sheet.write("twice", "b")
    with (handed_out / "numbers.py").open("a") as file:
        file.write("mine = 1\n")
    sheet.write("rows", "a")
    assert (handed_out / "numbers.py").read_text("utf-8").endswith("mine = 1\n")


def test_the_same_answer_again_writes_nothing(handed_out):
    read_quiz(handed_out).write("twice", "b")
    (handed_out / "numbers.py.bak-quiz").unlink()
    sheet = read_quiz(handed_out)
    assert (sheet.write("twice", " B"), sheet.backup) == ("b", "")
    assert not (handed_out / "numbers.py.bak-quiz").exists()


def test_a_question_or_an_option_that_is_not_there_is_told(handed_out):
    sheet = read_quiz(handed_out)
    with pytest.raises(UnknownName, match=r"No question 'twise'\. Did you mean 'twice'\?"):
        sheet.write("twise", "b")
    with pytest.raises(UnknownName, match=r"No option 'z' in 'twice'\. There is 'a', 'b'\."):
        sheet.write("twice", "z")
    assert not (handed_out / "numbers.py.bak-quiz").exists()


def test_an_assignment_without_a_quiz_is_told(handed_out):
    examples = json.loads((handed_out / "examples.json").read_text("utf-8"))
    (handed_out / "examples.json").write_text(json.dumps(examples | {"questions": []}))
    with pytest.raises(MissingInput, match="'numbers' has no quiz"):
        read_quiz(handed_out)


def test_a_file_without_answers_is_told_with_what_to_paste(handed_out):
    (handed_out / "numbers.py").write_text("x = 1\n")
    with pytest.raises(BrokenFile) as raised:
        read_quiz(handed_out).write("rows", "a")
    assert str(raised.value) == (
        "numbers.py has no 'answers = {…}'. Paste this into the end of it:\n"
        "answers = {\n"
        '    "twice": None,  # "a" or "b"\n'
        '    "rows": "a",  # "a" or "b"\n'
        "}"
    )
    assert (handed_out / "numbers.py").read_text() == "x = 1\n"


def test_a_file_that_does_not_parse_is_told_with_what_to_write(handed_out):
    (handed_out / "numbers.py").write_text("answers = {}\ndef f(\n")
    sheet = read_quiz(handed_out)
    with pytest.raises(BrokenFile) as raised:
        sheet.write("rows", "a")
    problem = "numbers.py, line 2: SyntaxError: '(' was never closed."
    assert str(raised.value) == (
        f"{problem} Put that right, or write this into your 'answers = {{…}}' yourself:\n"
        '    "rows": "a",'
    )
    with pytest.raises(BrokenFile) as raised:
        sheet.given()
    assert str(raised.value) == (
        f"{problem} Put that right first: your answers are kept in that file."
    )


def test_answers_that_are_made_otherwise_are_told(handed_out):
    (handed_out / "numbers.py").write_text("answers = {}\nanswers['rows'] = 'b'\n")
    with pytest.raises(BrokenFile, match=r"numbers\.py: line 2 changes 'answers' again\. Put"):
        read_quiz(handed_out).write("rows", "a")


def notebook(folder, *sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    (folder / "numbers.ipynb").write_text(json.dumps({"cells": cells}))


def test_other_cells_of_a_notebook_need_not_parse(handed_out_notebook):
    notebook(handed_out_notebook, "answers = {}", "def f(", "%magic")
    sheet = read_quiz(handed_out_notebook)
    sheet.write("rows", "a")
    assert sheet.given() == {"rows": "a"}


def test_the_cell_of_the_answers_has_to_parse(handed_out_notebook):
    notebook(handed_out_notebook, "x = 1", 'answers = {\n    "rows": a",\n}')
    with pytest.raises(BrokenFile, match=r"numbers\.ipynb, code cell 2, line 2: SyntaxError: "):
        read_quiz(handed_out_notebook).given()


def test_the_last_cell_of_answers_is_the_one_that_counts(handed_out_notebook):
    notebook(handed_out_notebook, "answers = {'rows': 'a'}", "answers = {'rows': 'b'}")
    assert read_quiz(handed_out_notebook).given() == {"rows": "b"}


def test_a_notebook_without_answers_is_told_where_to_paste(handed_out_notebook):
    notebook(handed_out_notebook, "x = 1")
    with pytest.raises(BrokenFile, match=r"Paste this into a code cell at the end:\nanswers = \{"):
        read_quiz(handed_out_notebook).given()
