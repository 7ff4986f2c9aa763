from course.model import Question
from course.reports import quiz_terminal
from course.reports.terminal import Screen

QUESTION = Question(
    "head_dim",
    "Which width does one head usually have, when h heads share d_model features?",
    {
        "a": "d_head = d_model, so that every head sees all features",
        "no": "d_head = d_model · h, so that every head brings features of its own",
    },
    "Try it with 512 features and 8 heads.",
    "head-dim",
)
OTHER = Question("other", "Why?", {"a": "So", "b": "So not"}, "Ask.", "why")
NARROW = Screen(width=50)


def test_a_question_fits_its_width_with_the_options_aligned():
    assert (
        quiz_terminal.question_text(QUESTION, 1, 4, "a", NARROW)
        == """\
1 of 4: head_dim
  Which width does one head usually have, when h
  heads share d_model features?

  a  d_head = d_model, so that every head sees all
     features
  no  d_head = d_model · h, so that every head
      brings features of its own

  Your answer: a
"""
    )


def test_without_an_answer_none_is_shown():
    text = quiz_terminal.question_text(OTHER, 2, 2, "", NARROW)
    assert text == "2 of 2: other\n  Why?\n\n  a  So\n  b  So not\n"


def test_a_hint_names_the_paragraph():
    assert quiz_terminal.hint_text(OTHER, NARROW) == (
        "  Hint: Ask. Read it again: handout.html#why\n"
    )


def test_the_heading_holds_what_there_is_to_say_of_the_file():
    assert quiz_terminal.heading("Heads", "qkv.py", ["Two files."], NARROW) == (
        "Quiz: Heads (qkv.py)\n\nTwo files.\n\n"
    )


def ending(given, file="qkv.py", backup=""):
    return quiz_terminal.ending([QUESTION, OTHER], given, file, backup, NARROW)


def test_the_ending_counts_and_never_judges():
    assert ending({}) == "Quiz: 0 of 2 questions answered.\n"
    assert ending({"other": "b"}) == "Quiz: 1 of 2 questions answered.\nOpen: head_dim.\n"
    assert ending({"other": "b", "head_dim": "a"}) == "Quiz: 2 of 2 questions answered.\n"


def test_the_ending_says_what_is_amiss():
    assert ending({"othr": "b"}) == (
        "The quiz has no question 'othr'. Did you mean\n'other'?\n\n"
        "Quiz: 0 of 2 questions answered.\n"
    )


def test_the_ending_says_where_answers_and_backup_are():
    saved = ending({"other": "b", "head_dim": "a"}, "qkv.ipynb", "qkv.ipynb.bak-quiz")
    assert " ".join(saved.split()).endswith(
        "Saved in qkv.ipynb; what it held before is in qkv.ipynb.bak-quiz. "
        "Where it is open, reload it from disk before you go on."
    )
    assert "reload" not in ending({"other": "b"}, "qkv.py", "qkv.py.bak-quiz")
