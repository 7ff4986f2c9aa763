import pytest

from course.model import (
    Assignment,
    Exercise,
    GradedExercise,
    GradedQuestion,
    GradedTest,
    Outcome,
    Report,
    Status,
)
from course.reports.class_table import class_table, summary
from course.reports.columns import columns

NAMES = ("project_qkv", "split_heads", "attention_scores", "softmax", "mix_values")


def assignment(names):
    return Assignment("qkv", "QKV", "", "", tuple(Exercise(name, name) for name in names))


def graded(name, scores, *, quiz=True, flags=()):
    """A report with 4 points an exercise, of which `scores` were earned."""
    exercises = tuple(
        GradedExercise(
            exercise,
            exercise,
            (
                GradedTest("test_a", "", Outcome.PASSED, score),
                GradedTest("test_b", "", Outcome.FAILED, 4 - score),
            ),
        )
        for exercise, score in scores.items()
    )
    question = GradedQuestion("head_dim", "", "b", quiz, 1.0)
    return Report(name, "qkv", Status.GRADED, exercises, (question,), flags=flags)


CLASS = [
    graded("anna", dict.fromkeys(NAMES, 4.0)),
    graded("bo-with-a-long-name", dict.fromkeys(NAMES, 2.5), quiz=False, flags=("Two files.",)),
    Report("cy", "qkv", Status.NOT_GRADABLE, reason="qkv.py, line 3: SyntaxError"),
    Report("di", "qkv", Status.ERROR, reason="the grader process ended"),
]


def test_a_wide_terminal_gets_the_exercises_names():
    assert class_table(CLASS, assignment(NAMES), 120) == "\n".join(
        [
            "                     project_qkv  split_heads  attention_scores  softmax  mix_values"
            "  quiz  score  status",
            "-" * 111,
            "anna                           4            4                 4        4           4"
            "     1     21  graded",
            "bo-with-a-long-name          2.5          2.5               2.5      2.5         2.5"
            "     0   12.5  graded",
            "cy                             -            -                 -        -           -"
            "     0      0  not gradable",
            "di                             -            -                 -        -           -"
            "     -      -  our error",
            "of                             4            4                 4        4           4"
            "     1     21",
            "",
            "bo-with-a-long-name: Two files.",
            "cy: qkv.py, line 3: SyntaxError",
            "di: the grader process ended",
            "",
            "4 submissions: 2 graded, 1 not gradable (score 0), 1 without a score through our own"
            " fault. Mean of the graded: 16.75\n  of 21.",
        ]
    )


def test_sixty_columns_get_numbers_with_a_legend():
    assert class_table(CLASS, assignment(NAMES), 60) == "\n".join(
        [
            "                   1   2   3   4   5 quiz score status",
            "-" * 60,
            "anna               4   4   4   4   4    1    21 graded",
            "bo-with-a-long.. 2.5 2.5 2.5 2.5 2.5    0  12.5 graded",
            "cy                 -   -   -   -   -    0     0 not gradable",
            "di                 -   -   -   -   -    -     - our error",
            "of                 4   4   4   4   4    1    21",
            "",
            "1:project_qkv, 2:split_heads, 3:attention_scores,",
            "  4:softmax, 5:mix_values",
            "",
            "bo-with-a-long-name: Two files.",
            "cy: qkv.py, line 3: SyntaxError",
            "di: the grader process ended",
            "",
            "4 submissions: 2 graded, 1 not gradable (score 0), 1",
            "  without a score through our own fault. Mean of the graded:",
            "  16.75 of 21.",
        ]
    )


@pytest.mark.parametrize("width", [60, 61, 70, 80, 100, 120])
@pytest.mark.parametrize("exercises", [0, 1, 5, 12, 40])
def test_nothing_is_wider_than_the_terminal(width, exercises):
    names = [f"exercise_{number}" for number in range(exercises)]
    reports = [
        graded("漢字" * 40, dict.fromkeys(names, 1.25), flags=("word " * 80, "w" * 300, "漢" * 99)),
        Report("x" * 300, "qkv", Status.NOT_GRADABLE, reason="is empty"),
    ]

    table = class_table(reports, assignment(names), width)

    assert max(columns(line) for line in table.splitlines()) <= width


def test_many_exercises_leave_the_scores_and_say_where_the_rest_is():
    names = [f"exercise_{number}" for number in range(40)]

    table = class_table([graded("anna", dict.fromkeys(names, 1.0))], assignment(names), 60)

    assert table.splitlines()[:5] == [
        "     quiz score status",
        "----------------------",
        "anna    1    41 graded",
        "of      1   161",
        "",
    ]
    assert "A column for each exercise: with --csv or --json." in table


def test_a_name_cannot_steer_the_terminal():
    reports = [
        Report(
            "\x1b[2Jeve\nmal\u202e", "qkv", Status.NOT_GRADABLE, reason="\x1b]0;own\x07bad\r\nline"
        )
    ]

    table = class_table(reports, assignment(NAMES), 80)

    assert table.replace("\n", "").isprintable()
    assert "eve mal: bad line" in table


def test_a_class_without_graded_submissions_has_no_row_of_best_scores():
    table = class_table([CLASS[2]], assignment(()), 80)

    assert "\nof " not in table


def test_one_submission_is_written_in_the_singular():
    assert summary(CLASS[:1]) == "1 submission: 1 graded. Mean of the graded: 21 of 21."


def test_our_own_fault_that_many_share_is_said_once():
    reason = "grader/qkv/test_softmax.py:9: test_it fails on the reference"
    reports = [Report(name, "qkv", Status.ERROR, reason=reason) for name in ("anna", "bo")]
    text = class_table(reports, assignment(NAMES), 120)
    assert text.count(reason) == 1
    assert f"2 submissions: {reason}" in text


def test_everything_that_is_wrong_on_our_side_has_a_line_of_its_own():
    reason = "test_a.py:4: test_x has no points\n\ntest_b.py:1: has no test"
    report = Report("anna", "qkv", Status.ERROR, reason=reason)
    assert "\nanna: test_a.py:4: test_x has no points\n  test_b.py:1: has no test\n" in class_table(
        [report], assignment(NAMES), 80
    )


def test_of_very_much_that_is_wrong_on_our_side_the_first_is_shown():
    reason = "\n".join(f"line {number}" for number in range(1, 1000))
    table = class_table([Report("anna", "qkv", Status.ERROR, reason=reason)], assignment(NAMES), 80)
    assert "\n  line 20\n  …\n" in table
