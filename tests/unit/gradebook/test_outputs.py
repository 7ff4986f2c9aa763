"""What a cell showed becomes outputs of a notebook: valid, harmless and bounded."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from course.gradebook.outputs import MAX_LETTERS, as_cell_outputs, not_run
from course.worker.cell_outputs import Output


def shown(*outputs):
    made = as_cell_outputs(outputs, 3)
    cell = new_code_cell("x", execution_count=3, outputs=made)
    nbformat.validate(new_notebook(cells=[cell]))
    return made


def data_of(**data):
    (output,) = shown(Output("display_data", data={k.replace("_", "/"): data[k] for k in data}))
    return output.data


def test_streams_results_and_errors_stay_in_order():
    made = shown(
        Output("stream", "stdout", "one\n"),
        Output("execute_result", data={"text/plain": "2"}),
        Output("error", "ValueError", "three", ("Traceback", "ValueError: three")),
    )
    assert [output.output_type for output in made] == ["stream", "execute_result", "error"]
    assert made[1].execution_count == 3
    assert made[2].traceback == ["Traceback", "ValueError: three"]


def test_an_error_without_a_traceback_still_shows_what_it_was():
    (made,) = shown(Output("error", "OutOfTime", "It ran for too long."))
    assert made.traceback == ["OutOfTime: It ran for too long."]


def test_a_table_is_shown_cleaned_beside_its_text():
    data = data_of(text_plain="a table", text_html="<table><tr><td onclick=x>1</td></tr></table>")
    assert data["text/plain"] == "a table"
    assert data["text/html"] == "<table><tbody><tr><td>1</td></tr></tbody></table>"


def test_markdown_and_latex_are_shown_as_the_text_that_they_are():
    assert data_of(text_plain="<Markdown>", text_markdown="# <b>x</b>") == {
        "text/plain": "# <b>x</b>"
    }
    assert data_of(text_plain="<Latex>", text_latex="$x$") == {"text/plain": "$x$"}


def test_a_picture_stays_and_its_html_goes():
    data = data_of(text_plain="<Figure>", image_png="iVBORw0KGgo=", text_html="<b>x</b>")
    assert data == {"text/plain": "<Figure>", "image/png": "iVBORw0KGgo="}


def test_too_large_a_picture_is_named():
    data = data_of(text_plain="<Figure>", image_png="A" * (MAX_LETTERS + 1))
    assert data == {"text/plain": "<Figure> (too large a picture to be shown)"}


def test_what_is_too_much_is_cut_and_said_so():
    made = shown(*[Output("stream", "stdout", "x" * 100_000)] * 100)
    assert made[-1].text == "… the rest is not shown\n"
    assert sum(len(output.text) for output in made) < MAX_LETTERS + 100


def test_a_cell_that_did_not_run_is_an_error():
    assert not_run("No time was left.").traceback == ["NotRun: No time was left."]
