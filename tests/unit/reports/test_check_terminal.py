import re

import pytest

from course.check_report import CheckedExercise, CheckReport, Verdict
from course.reports.check_terminal import place_of, render
from course.reports.columns import columns
from course.reports.terminal import Screen

FULL = """\
Queries, keys and values (qkv.py)

✓ project_qkv       passed
✗ split_heads       failed: You left the heads behind the t…
✗ attention_scores  timed out on line 21
✗ softmax           failed on line 30: It raised ValueError…
✗ mix_values        crashed: Python itself ended while mix_…
· later             not started

split_heads: Split the features into heads

  You left the heads behind the tokens. Look at which axis
  comes first.

  The result has shape (batch=1, seq=2, heads=2, d_head=2);
  expected (batch=1, heads=2, seq=2, d_head=2): axes 1 and 2
  are swapped.

  On the example "two token toy":
    x (batch=1, seq=2, d_model=4)
      [[[1. 2. 3. 4.]
        [5. 6. 7. 8.]]]
    n_heads = 2
    expected (batch=1, heads=2, seq=2, d_head=2)
      [[[[1. 2.]
         [5. 6.]]
        [[3. 4.]
         [7. 8.]]]]
    got (batch=1, seq=2, heads=2, d_head=2)
      [[[[1. 2.]
         [3. 4.]]
        [[5. 6.]
         [7. 8.]]]]

  Your code printed:
  | x (1, 2, 4)

  Hint: Two steps: first cut the last axis, then move one
  axis.

[███░░░░░░░░░░░░░░░░░]
1 of 6 exercises passed.
Quiz: 3 of 4 questions answered.
Next: change split_heads in qkv.py, save it and run "course
check" again.
"""
BROKEN = """\
Queries, keys and values (qkv.py)

qkv.py, line 3: SyntaxError: '(' was never closed
    def softmax(x:
               ^

Next: put that right in qkv.py, save it and run "course
check" again.
"""


def test_the_first_failure_comes_in_full_and_the_rest_a_line_each(checked):
    assert render(checked, Screen(width=60)) == FULL


def test_a_broken_file_is_told_with_the_line_and_the_caret(broken):
    assert render(broken, Screen(width=60)) == BROKEN


@pytest.mark.parametrize("width", [60, 61, 72, 80, 100, 200])
@pytest.mark.parametrize("everything", [False, True])
def test_no_line_is_wider_than_the_terminal(checked, broken, width, everything):
    for report in (checked, broken):
        text = render(report, Screen(width=width), everything=everything)
        assert max(map(columns, text.splitlines())) <= width


def test_foreign_text_of_any_width_stays_inside():
    wide = CheckedExercise(
        "softmax", "\u6f22" * 90, Verdict.FAILED, summary="\u6f22" * 200, output="\u6f22" * 200
    )
    report = CheckReport("qkv", "\u6f22" * 80, "qkv.py", (wide,), notes=("\u6f22" * 99,))
    assert max(map(columns, render(report, Screen(width=60)).splitlines())) <= 60


def test_everything_shows_each_unfinished_exercise_in_full(checked):
    text = render(checked, Screen(width=60), everything=True)
    titles = [
        line
        for line in text.splitlines()
        if line and line.startswith(tuple(f"{exercise.name}:" for exercise in checked.exercises))
    ]
    assert [title.partition(":")[0] for title in titles] == [
        "split_heads",
        "attention_scores",
        "softmax",
        "mix_values",
        "later",
    ]


def test_the_exercise_in_focus_comes_in_full_in_place_of_the_first(checked):
    text = render(checked, Screen(width=60), focus="softmax")
    assert "softmax: " in text
    assert "split_heads: " not in text
    assert "\nNext: change softmax in qkv.py" in text


def test_an_exercise_in_focus_that_passes_by_now_makes_room_for_the_first(checked):
    assert render(checked, Screen(width=60), focus="project_qkv") == FULL


def test_given_hints_stand_in_place_of_the_first(checked):
    text = render(checked, Screen(width=60), hints=["One.", "Two."])
    assert "  Hint: One.\n\n  Hint: Two.\n\n[" in text
    assert "Two steps" not in text


@pytest.mark.parametrize("passing", [0, 2, 4])
def test_the_bar_grows_with_the_exercises_that_pass(passing):
    verdicts = [Verdict.PASSED] * passing + [Verdict.FAILED] * (4 - passing)
    exercises = tuple(CheckedExercise(f"f{n}", "", each) for n, each in enumerate(verdicts))
    text = render(CheckReport("a", "A", "a.py", exercises), Screen(encoding="ascii"))
    assert f"\n[{'#' * 5 * passing}{'-' * 5 * (4 - passing)}]\n{passing} of 4" in text


def test_an_unknown_mistake_is_said_to_be_that_before_what_differs():
    exercise = CheckedExercise(
        "softmax",
        "",
        Verdict.FAILED,
        "First difference at (0, 0): got 1, expected 2.",
        unknown=True,
    )
    text = render(CheckReport("qkv", "QKV", "qkv.py", (exercise,)), Screen(60))
    assert "  No known mistake matches.\n  First difference at (0, 0): got 1, expected 2.\n" in text


def test_the_line_that_raised_is_shown_below_what_it_raised(checked):
    text = render(checked, Screen(width=60), everything=True)
    assert "  It raised ValueError: 100% <b>wrong</b>\n      raise ValueError\n" in text


def test_colour_comes_only_where_asked_for(checked):
    assert "\x1b" not in render(checked, Screen())
    assert "\x1b[32m✓\x1b[0m project_qkv" in render(checked, Screen(colour=True))


def test_colour_changes_no_letter(checked):
    coloured = render(checked, Screen(colour=True))
    assert re.sub("\x1b\\[[0-9]*m", "", coloured) == render(checked, Screen())


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "no-such-encoding"])
def test_where_letters_are_missing_plain_ones_stand_in(checked, encoding):
    text = render(checked, Screen(width=60, encoding=encoding))
    assert "ok project_qkv" in text
    assert "x  split_heads" in text
    text.encode("ascii" if encoding == "no-such-encoding" else encoding)
    assert max(map(len, text.splitlines())) <= 60


def test_a_long_output_is_cut_with_a_count():
    printed = "".join(f"line {number}\n" for number in range(40))
    exercise = CheckedExercise("f", "F", Verdict.FAILED, summary="Wrong.", output=printed)
    text = render(CheckReport("a", "A", "a.py", (exercise,)), Screen())
    assert "  | line 11\n  | … 28 more lines\n" in text


def test_what_the_file_printed_while_it_was_loaded_is_shown():
    report = CheckReport("a", "A", "a.py", (), output="here\n")
    assert "  a.py printed while it was loaded:\n  | here\n" in render(report, Screen())


def one(verdict):
    return CheckReport("a", "A", "a.py", (CheckedExercise("f", "F", verdict),), questions=0)


@pytest.mark.parametrize(
    ("verdict", "doing"),
    [
        (Verdict.FAILED, "change f"),
        (Verdict.CRASHED, "change f"),
        (Verdict.NOT_STARTED, "write f"),
        (Verdict.TIMEOUT, "see what takes f so long"),
    ],
)
def test_the_last_line_says_what_to_do_next(verdict, doing):
    expected = f'Next: {doing} in a.py, save it and run "course check" again.\n'
    assert render(one(verdict), Screen()).endswith(expected)


def test_when_all_passes_nothing_is_left_to_do():
    ending = "1 of 1 exercise passed.\nNothing left to do here.\n"
    assert render(one(Verdict.PASSED), Screen()).endswith(ending)


def test_when_all_passes_the_quiz_comes_next():
    report = CheckReport("a", "A", "a.py", (), answered=1, questions=2)
    ending = 'Next: answer the rest of the quiz in a.py, save it and run "course check" again.\n'
    assert render(report, Screen()).endswith("Quiz: 1 of 2 questions answered.\n" + ending)


def test_the_words_for_a_place_read_well():
    cell = CheckedExercise("f", "F", Verdict.FAILED, place="code cell 2, line 3")
    assert place_of(cell) == "failed in code cell 2, line 3"
    assert place_of(CheckedExercise("f", "F", Verdict.TIMEOUT, place="line 3")) == (
        "timed out on line 3"
    )
