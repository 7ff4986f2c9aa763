import csv
import io

import pytest

from course.model import GradedExercise, GradedQuestion, GradedTest, Outcome, Report, Status
from course.reports.csv_table import CsvTable, as_cell


def test_every_status_has_its_row():
    passed = GradedTest("test_rows", "Rows sum to 1.", Outcome.PASSED, 2.5)
    failed = GradedTest("test_shape", "The shape stays.", Outcome.FAILED, 1.5)
    exercises = (
        GradedExercise("softmax", "", (passed, failed)),
        GradedExercise("mix_values", "", (failed,)),
    )
    quiz = (GradedQuestion("head_dim", "", "b", True, 1.0),)
    stream = io.StringIO()
    table = CsvTable(stream, ["softmax", "mix_values"])
    table.add(Report("s001", "qkv", Status.GRADED, exercises, quiz))
    table.add(Report("s002", "qkv", Status.NOT_GRADABLE, reason="is empty"))
    table.add(Report("s003", "qkv", Status.ERROR, exercises, quiz, reason="the grader ended"))

    assert stream.getvalue() == (
        "submission,softmax,mix_values,quiz,score,max_score,status\n"
        "s001,2.5,0.0,1.0,3.5,6.5,graded\n"
        "s002,,,0.0,0.0,0.0,not_gradable\n"
        "s003,,,,,,error\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "'"])
def test_a_name_that_a_spreadsheet_would_run_is_quoted(start):
    assert as_cell(start + "cmd|' /C calc'!A1") == "'" + start + "cmd|' /C calc'!A1"


def test_taking_one_quote_away_gives_every_name_back():
    names = ["s001", "=1+1", "'=1+1", "''", "o'neill", "-", ""]

    assert [as_cell(name).removeprefix("'") for name in names] == names


def test_a_name_with_commas_quotes_and_line_ends_stays_one_cell():
    stream = io.StringIO()
    CsvTable(stream, []).add(Report('a,"b"\nc', "qkv", Status.GRADED))

    assert list(csv.reader(io.StringIO(stream.getvalue())))[1][0] == 'a,"b"\nc'


def test_a_name_that_utf8_cannot_hold_is_replaced():
    assert as_cell("a\udcffb") == "a�b"
