from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course.catalog import load_course
from course.examples.writing import dumps, hand_out

ROOT = Path(__file__).parents[3]
FUNCTIONS = """\
import numpy as np

def split_heads(x, n_heads):
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("no equal share")
    return x.reshape(batch, seq, n_heads, d_model // n_heads).swapaxes(1, 2)

def attention_scores(Q, K):
    return K @ Q.swapaxes(2, 3)

def softmax(scores):
    return scores / scores.sum(axis=-1, keepdims=True)
"""


@pytest.fixture(scope="session")
def examples():
    course = load_course(ROOT)
    return dumps(hand_out(course, course.assignments[0]))


@pytest.fixture
def cell(folder, begin):
    """Run cells of one notebook; what they printed."""
    run = begin("import course")
    run(FUNCTIONS)
    return run


def test_a_call_in_the_block_is_told_with_the_sizes_of_its_arguments(cell):
    assert cell("with course.trace():\n    split_heads(np.ones((2, 7, 6)), n_heads=3)\n") == (
        "✓ result = split_heads(x, n_heads)\n"
        "    line 7 of its cell  return x.reshape(batch, seq, n_heads, d_model // n_head…\n"
        "    result  (batch=2, heads=3, seq=7, d_head=2)\n"
        "            as expected; float64, 1 to 1, 0 nan\n"
        "\n"
    )


def test_a_wrong_shape_is_told_and_the_block_goes_on(cell):
    said = cell(
        "with course.trace():\n"
        "    scores = attention_scores(np.ones((2, 3, 5, 4)), np.ones((2, 3, 7, 4)))\n"
        "    softmax(scores)\n"
    )
    assert "✗ scores = attention_scores(Q, K)\n    line 10 of its cell" in said
    assert "    scores    (batch=2, heads=3, seq_k=7, seq_q=5)\n" in said
    assert "    expected  (batch=2, heads=3, seq_q=5, seq_k=7)\n" in said
    assert "✓ weights = softmax(scores)" in said


def test_an_error_is_told_and_goes_on_its_way_with_the_student_s_lines_alone(cell, capsys):
    with pytest.raises(ValueError, match="no equal share") as caught:
        cell("with course.trace():\n    split_heads(np.ones((1, 2, 5)), 2)\n")
    assert "It raised ValueError: no equal share" in capsys.readouterr().out
    assert [entry.name for entry in caught.traceback][-2:] == ["traced", "split_heads"]
    assert cell.names["split_heads"].__code__.co_name == "split_heads"


def test_after_the_block_nothing_is_told(cell):
    before = cell.names["softmax"]
    cell("with course.trace():\n    pass\n")
    assert cell.names["softmax"] is before
    assert cell("softmax(np.ones((1, 1, 1, 1)))\n") == ""


def test_a_function_written_anew_in_the_block_stays(cell):
    cell("with course.trace():\n    def softmax(scores):\n        return 3\n")
    assert cell("print(softmax(0))") == "3\n"


def test_a_function_called_by_another_is_told_too(cell):
    cell("def layer(Q, K):\n    return softmax(attention_scores(Q, K))\n")
    said = cell("with course.trace():\n    layer(np.ones((1, 1, 2, 4)), np.ones((1, 1, 2, 4)))\n")
    assert said.index("attention_scores") < said.index("softmax")


def test_without_an_assignment_the_block_runs_and_that_is_said(cell, folder):
    (folder / "examples.json").unlink()
    said = cell("with course.trace():\n    print(softmax(np.ones(1)))\n")
    assert said.startswith("No assignment here")
    assert said.endswith("[1.]\n")


def test_a_real_notebook_is_traced(folder):
    cells = [
        FUNCTIONS,
        "import course\n\nwith course.trace():\n    w = softmax(np.ones((1, 2, 3, 4)))",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    [output] = notebook.cells[1].outputs
    assert "line 13 of its cell  return scores / scores.sum(axis=-1" in output.text
    assert "weights  (batch=1, heads=2, seq_q=3, seq_k=4)" in output.text
