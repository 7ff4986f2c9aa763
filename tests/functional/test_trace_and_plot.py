"""`course trace` and `course plot` as a student runs them, on the project's own chapter."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from course.catalog import load_course, load_solution
from course.examples import loads
from course.examples.writing import dumps, hand_out
from course.reports.columns import columns
from course.skeleton import program, skeleton

ROOT = Path(__file__).parents[2]
COMMAND = shutil.which("course", path=str(Path(sys.executable).parent)) or "course"
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("COLUMNS", "NO_COLOR", "PYTHON"))
} | {"PYTHONUTF8": "1", "COLUMNS": "60"}
NOTHING = """
    def {0}(*arguments):
        {1}
"""


@pytest.fixture(scope="session")
def chapter():
    course = load_course(ROOT)
    assignment = next(each for each in course.assignments if each.name == "qkv")
    solutions = {
        exercise.name: load_solution(course, assignment, exercise)
        for exercise in assignment.exercises
    }
    return dumps(hand_out(course, assignment)), solutions


@pytest.fixture
def student(tmp_path, chapter):
    """A student's folder, and the commands in it."""
    return Student(tmp_path, *chapter)


class Student:
    def __init__(self, tmp_path, examples, solutions):
        self.folder = tmp_path / "my work" / "qkv"
        self.folder.mkdir(parents=True)
        (self.folder / "examples.json").write_text(examples, encoding="utf-8")
        self.solutions = solutions
        self.write()

    def write(self, above="", **functions):
        """A qkv.py of the references, but for the functions given as source or a chaff's name."""
        parts = [above]
        for name, solution in self.solutions.items():
            chosen = functions.get(name, "")
            chaffs = {chaff.name: chaff.function for chaff in solution.chaffs}
            if chosen in chaffs:
                parts.append(program(chaffs[chosen], name))
            elif chosen == "skeleton":
                parts.append(skeleton(solution.reference))
            else:
                parts.append(textwrap.dedent(chosen) or program(solution.reference, name))
        (self.folder / "qkv.py").write_text("\n".join(parts), encoding="utf-8")

    def line(self, code):
        """ "line 12" and the code there, as a terminal 60 columns wide shows it."""
        lines = (self.folder / "qkv.py").read_text(encoding="utf-8").splitlines()
        [number] = [n for n, line in enumerate(lines, start=1) if line.strip() == code]
        shown = f"line {number}  {code}"
        shown = shown if len(shown) <= 56 else shown[:55].rstrip() + "…"
        return " ".join(shown.split())

    def run(self, *arguments, **environment):
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=ENVIRONMENT | environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    def says(self, *arguments, code=1):
        """What a command prints, on one line."""
        done = self.run(*arguments)
        assert (done.returncode, done.stderr) == (code, "")
        assert max(map(columns, done.stdout.splitlines())) <= 60
        return " ".join(done.stdout.split())


def test_a_whole_pass_shows_every_step_with_its_shape_and_numbers(student):
    said = student.says("trace", code=0)
    for step in (
        "✓ Q, K, V = project_qkv(X, W_q, W_k, W_v) "
        + student.line("return X @ W_q, X @ W_k, X @ W_v")
        + " Q (batch=2, seq=5, d_model=12) as expected; float64, -2.656 to 2.793, 0 nan K",
        "✓ V_heads = split_heads(V, heads) line",
        "V_heads (batch=2, heads=3, seq=5, d_head=4) as expected",
        "✓ weights = softmax(scores)",
        "output (batch=2, heads=3, seq_q=5, d_head=4) as expected",
        "All 7 steps give the shapes that are expected.",
        "seq_q and seq_k are both 5 here, so their sizes cannot tell them apart.",
    ):
        assert step in said


def test_the_first_wrong_shape_ends_it_and_its_axes_are_named(student):
    student.write(split_heads="seq_before_heads")
    said = student.says("trace")
    assert (
        "✗ Q_heads = split_heads(Q, heads) "
        + student.line("return x.reshape(batch, seq, n_heads, d_model // n_heads)")
        + " Q_heads (batch=2, seq=5, heads=3, d_head=4)"
        + " expected (batch=2, heads=3, seq=5, d_head=4)"
    ) in said
    assert said.endswith(
        "Axis 1 is seq (5); it should be heads (3). Axis 2 is heads (3); it should be seq (5). "
        'Stopped at step 2 of 7. Next: change split_heads in qkv.py, save it and run "course '
        'trace" again.'
    )
    assert "softmax" not in said


def test_sizes_are_the_student_s_and_equal_ones_are_said_to_be(student):
    said = student.says(
        "trace", "--batch", "32", "--heads=7", "--seq", "7", "--d-head", "1", code=0
    )
    assert "batch=32, heads=7, seq=7, d_head=1, d_model=7" in said
    assert "Q_heads (batch=32, heads=7, seq=7, d_head=1) as expected" in said
    assert "heads and seq are both 7 here, so their sizes cannot tell them apart." in said


def test_help_lists_the_axes_in_the_folder_and_works_outside(student, tmp_path):
    assert "--d-head INTEGER RANGE Size of the axis d_head. [default: 4; x>=1]" in student.says(
        "trace", "--help", code=0
    )
    student.folder = tmp_path
    assert "--d-head" not in student.says("trace", "--help", code=0)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--bacth", "3"], "No such option '--bacth'. Did you mean '--batch'?"),
        (["--batch", "0"], "0 is not in the range x>=1."),
        (["--batch", "two"], "'two' is not a valid integer range."),
        (
            ["--batch", "9999999"],
            "'X' would be (batch=9999999, seq=5, d_model=12), 599,999,940 entries.",
        ),
    ],
)
def test_sizes_that_cannot_be_are_one_clear_line(student, option, message):
    done = student.run("trace", *option)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize("command", ["trace", "plot"])
def test_a_folder_without_an_assignment_says_where_one_is(student, command):
    student.folder = student.folder.parent
    done = student.run(command, "--batch", "3")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: No assignment here: there is no examples.json. Found one")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return None", "Q_heads None expected (batch=2,"),
        ("return None", "It is None, not an array."),
        ("return [[1.0]]", "It is a list of 1 item, not an array."),
        ("import numpy; return numpy.float64(3)", "It is a float64, not an array."),
        (
            "raise NotImplementedError",
            "split_heads is not written yet. Stopped at step 2 of 7. Next: write",
        ),
        (
            "raise KeyError('x' * 9)",
            "raise KeyError('x' * 9) It raised KeyError: 'xxxxxxxxx'",
        ),
        ("return split_heads()", "It raised RecursionError: maximum recursion depth exceeded"),
        ("raise SystemExit(3)", "It called exit() instead of returning a result."),
        ("raise KeyboardInterrupt", "It raised KeyboardInterrupt."),
        ("import os; os._exit(7)", "Python itself ended while it ran (exit code 7)."),
        ("import os; os.abort()", "Python itself ended while it ran (aborted)."),
        (
            "print('seen', arguments[1]); 1 / 0",
            "It raised ZeroDivisionError: division by zero Your code printed: | seen 3",
        ),
        ("import numpy; return numpy.full((2, 3, 5, 4), 'a')", "as expected; <U1 "),
        (
            "return type('Odd', (), {'__class__': property(lambda _: 1 / 0)})()",
            "It raised ZeroDivisionError: division by zero",
        ),
        (
            "import numpy; return numpy.zeros((0, 3))",
            "float64, no entries It has 2 axes, and should have 4.",
        ),
    ],
)
def test_whatever_a_step_does_is_told(student, body, said):
    student.write(split_heads=NOTHING.format("split_heads", body))
    assert said in student.says("trace")


def test_nan_is_counted(student):
    student.write(
        split_heads="""
            import numpy as np
            def split_heads(x, n_heads):
                heads = np.zeros((2, 3, 5, 4))
                heads[0, 0, 0, :2] = np.nan
                return heads
        """,
        softmax="def softmax(scores):\n    return scores * float('nan')\n",
    )
    said = student.says("trace", code=0)
    assert "as expected; float64, 0 to 0, 2 nan" in said
    assert "as expected; float64, all 150 entries are nan" in said


def test_a_loop_is_ended_with_the_line_it_was_at(student):
    student.write(softmax=NOTHING.format("softmax", "while True: pass"))
    said = student.says("trace", "--timeout", "0.5")
    assert "while True: pass It did not come back within 0.5 s. Stopped at step 6 of 7." in said


def test_a_function_that_is_missing_or_none_at_all_is_said_to_be(student):
    student.write(split_heads="split_head = 3")
    assert "There is no function 'split_heads' in qkv.py." in student.says("trace")
    student.write(split_heads="split_heads = 3")
    assert "'split_heads' is an int in qkv.py, not a function." in student.says("trace")


def test_too_few_results_are_counted(student):
    student.write(project_qkv="def project_qkv(X, W_q, W_k, W_v):\n    return X @ W_q, X @ W_k\n")
    assert "It returned a tuple of 2 items; expected 3 arrays: Q, K, V." in student.says("trace")
    student.write(
        project_qkv="def project_qkv(X, W_q, W_k, W_v):\n    return [X @ W_q, X[0], X @ W_v]\n"
    )
    assert "K: It has 2 axes, and should have 3. batch is missing." in student.says("trace")


@pytest.mark.parametrize("command", ["trace", "plot"])
@pytest.mark.parametrize(
    ("above", "said"),
    [
        ("def (:", "qkv.py, line 1: SyntaxError: invalid syntax def (: ^ Next: put that right"),
        ("import os; os._exit(3)", "qkv.py ended Python while it was being loaded (exit code 3)."),
        ("while True: pass", "qkv.py, line 1: stopped after 0.9 s"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_one_clear_sentence(student, command, above, said):
    student.write(above)
    assert said in student.says(command, "--timeout", "1")


def test_a_notebook_is_traced_by_its_cells(student):
    source = (student.folder / "qkv.py").read_text(encoding="utf-8")
    (student.folder / "qkv.py").unlink()
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    block = cell | {"source": "import course\nwith course.trace():\n    print('inside')"}
    notebook = {"cells": [cell, block], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (student.folder / "qkv.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    said = student.says("trace", code=0)
    assert "code cell 1, line" in said
    assert "return X @ W_q, X @ W_k, X @ W_v Q (batch" in said
    assert "qkv.ipynb printed while it was loaded: | inside" in said


def test_a_terminal_with_ascii_alone_gets_a_trace_and_maps_in_ascii(student):
    for command, seen in (("trace", "ok Q, K, V ="), ("plot", "###")):
        done = student.run(command, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.isascii()
        assert seen in done.stdout


def test_an_assignment_without_a_chain_says_so(student):
    handout = loads((student.folder / "examples.json").read_text(encoding="utf-8"))
    text = dumps(replace(handout, chain=None))
    (student.folder / "examples.json").write_text(text, encoding="utf-8")
    done = student.run("trace")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: The functions of 'qkv' make no chain")
    chain = {**handout.chain, "picture": None}
    text = dumps(replace(handout, chain=chain))
    (student.folder / "examples.json").write_text(text, encoding="utf-8")
    done = student.run("plot")
    assert (done.returncode, done.stderr) == (
        2,
        "Error: 'qkv' has no picture. Use 'course trace'.\n",
    )


RIGHT_MAP = """\
heads=1
    Yours                         Expected
    The cat sat on  the mat       The cat sat on  the mat
The ░░░     ░░░     ░░░       The ░░░     ░░░     ░░░
cat         ███               cat         ███
sat         ░░░ ▒▒▒           sat         ░░░ ▒▒▒
on          ▒▒▒ ░░░           on          ▒▒▒ ░░░
the ░░░         ░░░ ░░░       the ░░░         ░░░ ░░░
mat         ▓▓▓               mat         ▓▓▓

Your map is the expected one.
"course plot --swap-axes" shows a known mistake.
"""


def test_a_right_map_stands_beside_the_expected_one(student):
    done = student.run("plot")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(RIGHT_MAP)


def test_a_wrong_map_names_the_first_function_with_other_numbers(student):
    student.write(split_heads="straight_reshape", softmax="over_queries")
    said = student.says("plot")
    assert said.endswith(
        "12 of 12 rows differ. split_heads is the first with other numbers. "
        'Next: "course check split_heads" says what is wrong with it.'
    )


def test_swapped_axes_are_shown_without_a_line_of_the_student_s(student):
    student.write(**dict.fromkeys(student.solutions, "skeleton"))
    said = student.says("plot", "--swap-axes", code=0)
    assert "the sequence and head axes are swapped and no number moved." in said
    assert "heads=0 Swap axes Expected The cat sat on the mat" in said
    assert said.endswith("12 of 12 rows differ.")


def test_functions_that_give_no_map_are_said_to(student):
    student.write(attention_scores="skeleton")
    said = student.says("plot")
    assert "attention_scores is not written yet. There is no map of yours yet." in said
    assert "Next: write attention_scores in qkv.py" in said
    student.write(softmax="def softmax(scores):\n    return scores + 0j\n")
    said = student.says("plot")
    assert "It is an array of complex128, which cannot be drawn." in said


def test_of_a_masked_map_the_numbers_are_shown(student):
    student.write(
        softmax="""
            import numpy as np
            def softmax(scores):
                return np.ma.masked_array(np.full(scores.shape, 0.5), mask=True)
        """
    )
    assert "12 of 12 rows differ." in student.says("plot")


def test_a_map_of_nan_and_infinity_is_shown_as_such(student):
    student.write(
        softmax="""
            def softmax(scores):
                weights = scores * float("nan")
                weights[..., 0] = float("inf")
                return weights
        """
    )
    assert "The inf nan nan nan nan nan" in student.says("plot")
    assert student.run("plot", "--out", "map.svg").returncode == 1


def test_a_picture_is_drawn_as_png_and_svg(student):
    for name, arguments in (("map.png", []), ("wrong.SVG", ["--swap-axes"])):
        assert f"Drawn in '{name}'." in student.says("plot", "--out", name, *arguments, code=0)
    assert (student.folder / "map.png").read_bytes().startswith(b"\x89PNG\r\n")
    drawn = (student.folder / "wrong.SVG").read_bytes()
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - drawn by us
    student.says("plot", "--out", "wrong.SVG", "--swap-axes", code=0)
    assert (student.folder / "wrong.SVG").read_bytes() == drawn


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("qkv.py", "'qkv.py' is neither a PNG nor an SVG. Name a file that ends in .png or .svg."),
        ("no/map.png", "Cannot write 'no/map.png': No such file or directory."),
    ],
)
def test_a_file_that_cannot_be_drawn_is_one_clear_line(student, file, message):
    before = (student.folder / "qkv.py").read_bytes()
    done = student.run("plot", "--out", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert (student.folder / "qkv.py").read_bytes() == before


def test_without_matplotlib_only_a_file_is_refused(student, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['matplotlib'] = None\n")
    done = student.run("plot", "--out", "map.png", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert "Run 'python -m pip install matplotlib', or leave out --out" in done.stderr
    assert student.run("plot", PYTHONPATH=str(tmp_path)).returncode == 0
