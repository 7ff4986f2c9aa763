"""Our feedback page from an autograded notebook: the gradebook's scores, and nothing that runs."""

import html as escapes
import re
from types import SimpleNamespace

import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from course.gradebook import FeedbackExporter
from course.gradebook.feedback import FindGrades, feedback_page
from course.gradebook.noted import note, noted
from course.model import (
    Assignment,
    Diagnosis,
    GradedExercise,
    GradedQuestion,
    GradedTest,
    Outcome,
    Report,
    Status,
    Written,
)

QKV = Assignment("qkv", "Queries", "", "", (), written=(Written("why", "*Why?*", "Look.", 2.0),))
SOFTMAX = GradedExercise(
    "softmax",
    "Turn scores into weights",
    (GradedTest("test_rows", "Rows sum to 1.", Outcome.FAILED, 4.0),),
    Diagnosis("You normalised over the queries."),
)
QUIZ = (GradedQuestion("a", "What is mixed?", "b", True, 1.0),)
REPORT = Report("ada", "qkv", Status.GRADED, (SOFTMAX,), QUIZ)
ABOUT = {"assignment": "qkv", "student": "ada", "score": 1.0, "max_score": 7.0, "late_penalty": 0.0}
SCRIPT = "</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>"


def known(cell, grade_id, *, grade=False, solution=False, **values):
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": grade,
        "solution": solution,
        "task": False,
        "locked": not solution,
        **values,
    }
    return cell


def test_cell(name, score, points, *outputs, **values):
    cell = new_code_cell(f'check("{name}")', outputs=list(outputs))
    return known(cell, f"test_{name}", grade=True, score=score, points=points, **values)


test_cell.__test__ = False


def written(answer, score=0.0, **values):
    cell = new_markdown_cell(answer)
    return known(cell, "written_why", grade=True, solution=True, score=score, points=2.0, **values)


def page(*cells, report=REPORT, **about):
    nb = new_notebook(cells=list(cells))
    if report:
        note(nb, QKV, report)
    return feedback_page(nb, {**ABOUT, **about}, noted(nb))


def text(html):
    body = html.partition("<body>")[2]
    return " ".join(escapes.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_the_page_has_the_report_with_the_scores_of_the_gradebook():
    html = page(
        known(
            new_code_cell("def softmax(s):\n    return s"), "softmax", solution=True, comment=None
        ),
        test_cell("softmax", 0.0, 4.0),
        test_cell("quiz", 1.0, 1.0),
        written("They sum to 1.", waits=True, comment=None),
    )
    assert text(html) == (
        "Queries Feedback for ada 1 of 7 points so far Not all of it is graded yet. "
        "Part Passed Points Turn scores into weights 0 of 1 0 of 4 Quiz 1 of 1 1 of 1 "
        "In your own words , not yet graded - of 2 "
        "0 of 4 Turn scores into weights softmax You normalised over the queries. "
        "✗ Rows sum to 1. failed 0 of 4 Your code: code cell 1, lines 1 to 2 "
        "1 of 1 Quiz ✓ What is mixed? right 1 of 1 Your answer: b "
        "- of 2 In your own words Not yet graded. Why? They sum to 1. "
        "Your code Code cell 1 def softmax ( s ): softmax: 0 of 4 points return s"
    )


def test_points_given_by_hand_stand_with_the_comment():
    html = page(
        known(new_code_cell("x = 1"), "softmax", solution=True, comment="Nearly: *see* me."),
        test_cell("softmax", 3.0, 4.0, by_hand=True),
        written("Sums.", score=2.0, by_hand=True, comment="Good."),
    )
    given = "Your instructor gave these points by hand. Comment of your instructor"
    assert f"3 of 4 Turn scores into weights softmax {given} Nearly: see me." in text(html)
    assert f"2 of 2 In your own words {given} Good. Why? Sums." in text(html)
    assert "so far" not in html


def test_a_comment_on_a_cell_that_is_no_exercise_stands_at_the_cell():
    html = page(known(new_code_cell("x = 1"), "plot", solution=True, comment="A fine plot."))
    assert text(html).endswith("Code cell 1 x = 1 Comment of your instructor A fine plot.")


def test_what_was_taken_off_for_being_late_is_said():
    assert "2 points were taken off because it came late." in page(late_penalty=2.0)
    assert "came late" not in page()


def test_no_test_cell_and_no_empty_cell_is_shown_and_the_others_keep_their_numbers():
    html = page(new_code_cell(" \n"), test_cell("softmax", 0.0, 4.0), new_code_cell("x = 1"))
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", html) == ["Code cell 3"]
    assert "check(" not in html


def test_a_notebook_that_could_not_be_graded_says_why_with_a_row_for_each_part():
    report = Report("ada", "qkv", Status.NOT_GRADABLE, (SOFTMAX,), reason="It defines nothing.")
    html = page(test_cell("softmax", 0.0, 4.0), report=report, score=0.0)
    assert text(html) == (
        "Queries Feedback for ada 0 of 7 points It defines nothing. "
        "Part Passed Points Turn scores into weights 0 of 4"
    )


def test_without_a_note_the_scores_and_what_the_test_cells_put_out_are_shown():
    said = new_output("stream", name="stdout", text="1 of 4 points")
    html = page(test_cell("softmax", 1.0, 4.0, said), report=None)
    assert text(html) == (
        "qkv Feedback for ada 1 of 7 points Part Passed Points test_softmax 1 of 4 "
        "1 of 4 test_softmax 1 of 4 points"
    )


def shown(*outputs):
    """The part of the page below the code of one cell with these outputs."""
    html = page(new_code_cell("x = 1", outputs=list(outputs)), report=None)
    return html.partition("</pre>")[2].partition("</section>")[0]


def display(**data):
    return new_output(
        "display_data", data={kind.replace("_", "/"): it for kind, it in data.items()}
    )


def test_outputs_are_shown_as_text_tables_and_pictures():
    table = "<table class='dataframe'><tr><th></th><th>a</th></tr></table>"
    pandas = f"<style>td {{}}</style><div>{table}</div>"
    html = shown(
        new_output("stream", name="stdout", text="hello\n"),
        new_output("execute_result", data={"text/plain": "42"}),
        display(text_html=pandas, text_plain="a"),
        display(image_png="aGVs\nbG8=\n", text_plain="<Figure>"),
    )
    assert '<pre class="output" tabindex="0">hello\n</pre>' in html
    assert '<pre class="output" tabindex="0">42</pre>' in html
    assert "<table><tbody><tr><td></td><th>a</th></tr></tbody></table>" in html
    assert 'src="data:image/png;base64,aGVsbG8="' in html
    assert "Figure" not in html


@pytest.mark.parametrize(
    "output",
    [
        display(text_html=f"<table onclick=alert(1) style=x><td>{SCRIPT}</table>"),
        display(text_html=SCRIPT, text_plain="plain"),
        display(text_html="<table><td><svg onload=alert(1)><a href=javascript:alert(1)>x</table>"),
        display(text_markdown=SCRIPT, text_plain=SCRIPT),
        display(text_latex=SCRIPT),
        display(application_javascript="alert(1)"),
        new_output("display_data", data={"image/svg+xml": "<svg onload=alert(1)/>"}),
        display(image_png='" onerror="alert(1)'),
        display(image_png=SCRIPT),
        new_output("stream", name=SCRIPT, text=SCRIPT),
        new_output("error", ename=SCRIPT, evalue=SCRIPT, traceback=[SCRIPT]),
    ],
)
def test_nothing_that_a_student_put_out_is_live(output):
    html = shown(output)
    tags = re.findall(r"<[^>]*>", html)
    assert not [tag for tag in tags if re.match(r"<(script|img|svg|style|a)\b", tag)]
    assert not [tag for tag in tags if "alert" in tag or "style" in tag]


@pytest.mark.parametrize("answer", [SCRIPT, "[x](javascript:alert(1))", "![x](http://a.example/x)"])
def test_nothing_that_a_student_wrote_is_live(answer):
    html = page(written(answer, comment=answer), new_code_cell(answer), student=answer)
    body = html.partition("<body>")[2]
    tags = re.findall(r"<[^>]*>", body)
    assert not [tag for tag in tags if re.match(r"<(script|img|style)\b", tag)]
    assert not [tag for tag in tags if "alert" in tag or "http" in tag]


def test_a_picture_in_an_answer_is_shown():
    cell = written("See ![mine](attachment:plot.png)")
    cell.attachments = {"plot.png": {"image/png": "aGVsbG8=", "text/html": SCRIPT}}
    html = page(cell)
    assert html.count("<img") == 1
    assert 'src="data:image/png;base64,aGVsbG8="' in html


def test_an_error_is_told_without_the_lines_of_its_traceback():
    html = shown(
        new_output(
            "error",
            ename="ValueError",
            evalue="no",
            traceback=["File /srv/grading/secret.py:3", "ValueError: no"],
        )
    )
    assert "ValueError: no" in html
    assert "secret" not in html


def test_an_output_of_48_mib_is_cut():
    many = "a" * (48 << 20)
    html = shown(
        new_output("stream", name="stdout", text=many),
        display(text_plain=many, text_html=f"<table>{many}</table>"),
        display(image_png=many, text_plain="a picture"),
        new_output("error", ename=many, evalue=many, traceback=[]),
    )
    assert len(html) < 20_000
    assert "a picture" in html


def test_too_many_outputs_and_cells_are_cut():
    one = new_output("stream", name="stdout", text="a\n")
    assert shown(*[one] * 500).count("<pre") == 21
    assert "and 480 more outputs" in shown(*[one] * 500)

    picture = display(image_png="a" * (1 << 20))
    cells = [new_code_cell("x = 1", outputs=[picture] * 2) for _ in range(10)]
    html = page(*cells, report=None)
    assert len(html) < 10 << 20
    assert html.count("too much output on this page") == 7

    long = page(*[new_code_cell("# " + "x" * 99_000) for _ in range(4)], report=None)
    assert len(long) < 300_000
    assert "… (cut here)" in long


def test_the_exporter_makes_the_page_as_html():
    nb = new_notebook(cells=[new_code_cell("x = 1")])
    html, resources = FeedbackExporter().from_notebook_node(nb, resources={"nbgrader": ABOUT})
    assert html.startswith("<!DOCTYPE html>")
    assert resources["output_extension"] == ".html"


@pytest.mark.parametrize(
    ("manual", "needed", "by_hand", "waits"),
    [
        (None, False, False, False),
        (None, True, False, True),
        (1.0, False, True, False),
        (1.0, True, True, False),
    ],
)
def test_a_score_is_known_by_who_gave_it(manual, needed, by_hand, waits):
    grade = SimpleNamespace(
        score=1.0, max_score=2.0, manual_score=manual, needs_manual_grade=needed
    )
    step = FindGrades()
    step.gradebook = SimpleNamespace(find_grade=lambda *names: grade)
    step.notebook_id = step.assignment_id = step.student_id = "x"
    cell = test_cell("softmax", None, None)
    step._get_score(cell, {})
    found = cell.metadata.nbgrader
    assert (found.score, found.points, found.by_hand, found.waits) == (1.0, 2.0, by_hand, waits)
