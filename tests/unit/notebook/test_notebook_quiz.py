import pytest

from course.notebook import quiz as notebook_quiz


@pytest.fixture
def cell(handed_out_notebook, begin, monkeypatch):
    """Run cells of one notebook; what they printed."""
    monkeypatch.chdir(handed_out_notebook)
    monkeypatch.setattr(notebook_quiz, "_chosen", {})
    # Twice: a module of the same name would be found in its place from then on.
    return begin("from course import quiz\nfrom course import quiz")


TWICE = """\
1 of 2: twice
  What is twice a number?

  a  Its square
  b  The number added to itself

  Hint: Read the first paragraph. Read it again: handout.html#twice
"""
ROWS = """\
2 of 2: rows
  Which axis are the rows of a (rows, columns) array?

  a  The first
  b  The last

  Your answer: b

  Hint: Look at the shape. Read it again: handout.html#twice
"""


def test_all_questions_are_shown_with_their_hints_and_answers(cell):
    assert cell("answers = {'rows': 'b'}\nquiz()") == (
        f"{TWICE}\n{ROWS}\nQuiz: 1 of 2 questions answered.\nOpen: twice.\n\n"
        'quiz("the_question", "a") prints the cell that answers so, for you to paste.\n'
    )


def test_one_question_is_shown_alone(cell):
    text = cell("quiz('twice')")
    assert text.startswith(f"{TWICE}\nQuiz: 0 of 2 questions answered.\n")
    assert text.endswith('quiz("twice", "a") prints the cell that answers so, for you to paste.\n')


def answers_cell(twice, rows):
    return (
        "Nothing is saved by this cell. Let your cell of the answers read:\n\n"
        f'answers = {{\n    "twice": {twice},  # "a" or "b"\n'
        f'    "rows": {rows},  # "a" or "b"\n}}\n'
    )


def test_an_answer_prints_the_cell_to_paste_and_answers_nothing(cell):
    cell("answers = {'rows': 'b', 'twice': None}")
    assert cell("quiz('twice', ' A')") == answers_cell('"a"', '"b"')
    assert cell("print(answers)") == "{'rows': 'b', 'twice': None}\n"


def test_answers_chosen_one_after_the_other_come_together(cell):
    cell("quiz('twice', 'a')")
    assert cell("quiz('rows', 'b')") == answers_cell('"a"', '"b"')


def test_what_the_notebook_holds_comes_before_an_older_choice(cell):
    cell("quiz('twice', 'a')\nanswers = {'twice': 'b'}")
    assert cell("quiz('rows', 'b')") == answers_cell('"b"', '"b"')


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("quiz('twise')", "No question 'twise'. Did you mean 'twice'?\n"),
        ("quiz('twice', 'z')", "No option 'z' in 'twice'. There is 'a', 'b'.\n"),
    ],
)
def test_a_name_that_is_not_there_is_told(cell, call, told):
    assert cell(call) == told


@pytest.mark.parametrize("answers", ["None", "[1]", "{3: None}"])
def test_answers_that_are_none_are_none(cell, answers):
    assert "Quiz: 0 of 2 questions answered.\n" in cell(f"answers = {answers}\nquiz()")


def test_a_notebook_away_from_its_examples_is_told(cell, handed_out_notebook):
    (handed_out_notebook / "examples.json").unlink()
    assert cell("quiz()").startswith("No assignment here")


def test_an_assignment_without_a_quiz_is_told(cell, handed_out_notebook):
    path = handed_out_notebook / "examples.json"
    text = path.read_text("utf-8")
    begin, end = text.index('"questions": ['), text.index('"exercises": ')
    path.write_text(f'{text[:begin]}"questions": [], {text[end:]}', encoding="utf-8")
    assert cell("quiz()") == "'numbers' has no quiz.\n"
