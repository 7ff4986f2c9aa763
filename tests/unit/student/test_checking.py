import json
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from course.catalog import load_course
from course.check_report import Verdict
from course.errors import CouldNotGrade, MissingInput, UnknownName
from course.examples import loads
from course.examples.writing import dumps, hand_out
from course.fingerprint import fingerprint
from course.student.checking import check, student_file

TINY = Path(__file__).parents[2] / "assets" / "tiny"
RIGHT = """
import numpy as np

answers = {"twice": None, "rows": "b"}

def double(x):
    if x.size == 0:
        raise ValueError("nothing to double")
    return x * 2

def total(x):
    return x.sum(axis=0)
"""
SKELETON = b"def double(x):\n    raise NotImplementedError('double is not written yet')\n"


@pytest.fixture(scope="session")
def examples():
    course = load_course(TINY)
    prints = {"py": fingerprint("py", SKELETON), "ipynb": fingerprint("ipynb", notebook("x = 1"))}
    handout = hand_out(course, course.assignments[0], prints)
    return dumps(replace(handout, assignment="sheet"))


@pytest.fixture
def folder(tmp_path, examples):
    (tmp_path / "examples.json").write_text(examples, encoding="utf-8")
    return tmp_path


def notebook(*cells, **more):
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []}
                for cell in cells
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
            **more,
        }
    ).encode()


def of_double(folder, body, **options):
    """The check of a `double` with that body, `total` being right."""
    source = RIGHT.replace("    return x * 2\n", textwrap.indent(textwrap.dedent(body), "    "))
    (folder / "sheet.py").write_text(source, encoding="utf-8")
    return check(folder, ["double"], **options).exercises[0]


def test_right_functions_pass(folder):
    (folder / "sheet.py").write_text(RIGHT)
    report = check(folder)
    assert [(each.name, each.verdict) for each in report.exercises] == [
        ("double", Verdict.PASSED),
        ("total", Verdict.PASSED),
    ]
    assert report.passed


def test_a_notebook_is_checked_as_a_module_is(folder):
    (folder / "sheet.ipynb").write_bytes(notebook(RIGHT))
    report = check(folder)
    assert (report.file, report.passed) == ("sheet.ipynb", True)


def test_a_known_mistake_is_named(folder):
    found = of_double(folder, "return x ** 2\n")
    assert found.diagnosis == "You square every entry. Look at what happens to 3."
    assert found.verdict is Verdict.FAILED


def test_a_failure_shows_the_shapes_by_axis_name_and_the_values(folder):
    found = of_double(folder, "return x.T\n")
    assert (found.expected.kind, found.got.kind) == ("(rows=2, columns=3)", "(3, 2)")
    assert found.expected.text == "[[ 2.  6. 10.]\n [ 1. -2.  8.]]"
    assert found.inputs[0].text == "[[ 1.   3.   5. ]\n [ 0.5 -1.   4. ]]"


def test_a_relation_of_six_numbers_is_not_believed(folder):
    assert of_double(folder, "return x * 2 + 1").diagnosis == ""


def test_what_nobody_has_described_is_said_to_be_unknown(folder):
    found = of_double(folder, "return x * 2 + x % 1.7")
    assert (found.diagnosis, found.unknown) == ("", True)


def test_an_exception_needs_no_name(folder):
    assert not of_double(folder, "return 1 / 0").unknown


def test_values_that_look_alike_are_shown_with_the_digits_that_differ(folder):
    found = of_double(folder, "return x * (2 + 1e-9)\n")
    assert "2.000000001" in found.got.text
    assert found.expected.text != found.got.text


def test_the_students_print_options_do_not_decide_what_is_shown(folder):
    found = of_double(folder, "np.set_printoptions(precision=0, threshold=1)\nreturn x + 0.25\n")
    assert found.got.text == "[[ 1.25  3.25  5.25]\n [ 0.75 -0.75  4.25]]"


def test_a_result_of_the_right_shape_is_said_to_be_that(folder):
    assert of_double(folder, "return x + 1\n").got.kind == "of the same shape"


def test_a_changed_argument_is_told_without_two_equal_arrays(folder):
    found = of_double(folder, "x += x\nreturn x + 0\n")
    assert "changes its argument 'x'" in found.summary
    assert found.expected is None
    assert found.got is None


def test_the_skeleton_is_not_started(folder):
    found = of_double(folder, "raise NotImplementedError('double is not written yet')\n")
    assert found.verdict is Verdict.NOT_STARTED


def test_an_exception_is_told_with_its_text_line_and_code(folder):
    found = of_double(folder, "y = x\nreturn y + q\n")
    assert found.summary == "It raised NameError: name 'q' is not defined"
    assert (found.place, found.line, found.code) == ("line 10", 10, "    return y + q")


def test_an_exception_in_a_notebook_is_told_with_its_cell(folder):
    source = RIGHT.replace("return x * 2", "return x + q")
    (folder / "sheet.ipynb").write_bytes(notebook("import numpy as np", source))
    found = check(folder, ["double"]).exercises[0]
    assert (found.place, found.line) == ("code cell 2, line 9", None)
    assert found.code == "    return x + q"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("raise SystemExit(0)", "It called exit() instead of returning a result."),
        ("raise KeyboardInterrupt", "It raised KeyboardInterrupt"),
        ("raise type('Mine', (BaseException,), {})('x')", "It raised Mine"),
    ],
)
def test_an_exception_that_ends_programs_is_a_failure_like_any_other(folder, statement, told):
    found = of_double(folder, f"{statement}\n")
    assert found.verdict is Verdict.FAILED
    assert told in found.summary


def test_an_endless_loop_is_told_with_its_line_and_the_next_exercise_is_still_tried(folder):
    source = RIGHT.replace("    return x * 2\n", "    while True:\n        x = x + 0\n")
    (folder / "sheet.py").write_text(source)
    first, second = check(folder, timeout=2.0).exercises
    assert (first.verdict, second.verdict) == (Verdict.TIMEOUT, Verdict.PASSED)
    assert first.line in {9, 10}
    assert first.summary == "double did not come back within 2 s."


def test_a_loop_that_lets_no_other_thread_run_is_ended_all_the_same(folder):
    found = of_double(folder, "return 'a' * 10 ** 9 in ('a' * 10 ** 9 + 'b') * 60\n", timeout=0.2)
    assert found.verdict in {Verdict.TIMEOUT, Verdict.FAILED}


@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("__import__('os')._exit(0)", "exit code 0"),
        ("__import__('os')._exit(7)", "exit code 7"),
        ("__import__('os').abort()", "aborted"),
        ("__import__('ctypes').string_at(0)", "a segmentation fault"),
    ],
)
def test_a_crash_is_a_verdict_and_the_next_exercise_is_still_tried(folder, statement, how):
    source = RIGHT.replace("    return x * 2\n", f"    {statement}\n")
    (folder / "sheet.py").write_text(source)
    first, second = check(folder).exercises
    assert (first.verdict, second.verdict) == (Verdict.CRASHED, Verdict.PASSED)
    assert first.summary == f"Python itself ended while double ran ({how})."


def test_whoever_writes_into_the_channel_is_ended(folder):
    body = """
    import os
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b'[]\\n')
        except OSError:
            pass
    return x * 2
    """
    found = of_double(folder, body.lstrip("\n"))
    assert found.verdict is Verdict.CRASHED
    assert "own channel" in found.summary


def test_whoever_closes_the_channel_is_ended(folder):
    body = "import os\nos.closerange(3, 20)\nwhile True:\n    pass\n"
    assert of_double(folder, body, timeout=0.5).verdict is Verdict.CRASHED


def test_what_the_code_prints_is_shown_without_escapes(folder):
    found = of_double(folder, "print('\\x1b[31mshape', x.shape, '\\a')\nreturn x\n")
    assert found.output == "shape (2, 3) \n"


def test_a_flood_of_prints_is_cut(folder):
    found = of_double(folder, "print('a' * 10 ** 7)\nreturn x\n")
    assert len(found.output) < 5000
    assert found.verdict is Verdict.FAILED


def test_prints_past_python_reach_nobody(folder):
    found = of_double(folder, "import os\nos.write(1, b'{}')\nos.write(2, b'{}')\nreturn x * 2\n")
    assert (found.verdict, found.output) == (Verdict.PASSED, "")


def test_input_has_nobody_to_answer_it(folder):
    found = of_double(folder, "return x * int(input('how often? '))\n")
    assert "EOFError" in found.summary


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("x = x * 2\n", "Your function returns None. Does it return its result?"),
        (
            "return (x * 2).tolist()\n",
            "Got a list; expected an array of shape (rows=2, columns=3).",
        ),
        ("return (x * 2).astype('float32')\n", "dtype is float32; expected float64."),
        ("return (x * 2).astype(object)\n", "Got an object array"),
        ("return (x * 2).astype(str)\n", "Got a str1024 array"),
        ("return x * np.nan\n", "got nan, expected 2."),
        ("return np.zeros(10 ** 10 // 8)\n", "shape (1250000000,)"),
        ("return {'x': x}\n", "a dict"),
        ("return 3\n", "expected an array of shape (rows=2, columns=3)."),
    ],
)
def test_a_strange_result_is_told_in_words(folder, body, told):
    found = of_double(folder, body)
    assert found.verdict is Verdict.FAILED
    assert told in found.summary


def test_an_array_with_tricks_is_judged_by_its_values(folder):
    body = """
    class Yes(np.ndarray):
        def __eq__(self, other):
            return True
        __array_priority__ = 99
        def __array_function__(self, *_):
            return True
    return np.zeros((2, 3)).view(Yes)
    """
    assert of_double(folder, body.lstrip("\n")).verdict is Verdict.FAILED


def test_a_missing_function_is_told_with_the_line_it_should_have(folder):
    (folder / "sheet.py").write_text("def total(x):\n    return x.sum(axis=0)\n")
    found = check(folder).exercises[0]
    assert found.summary == "There is no function 'double' in sheet.py. Its first line was:"
    assert (found.code, found.hint) == ("def double(x):", "")


def test_a_syntax_error_is_annotated_at_its_line(folder):
    (folder / "sheet.py").write_text("x = 1\ndef double(x:\n    return x\n")
    assert check(folder).line == 2


def test_a_renamed_function_is_found_again(folder):
    (folder / "sheet.py").write_text(RIGHT.replace("def double(", "def duoble("))
    found = check(folder).exercises[0]
    told = "There is no function 'double' in sheet.py. There is 'duoble': was it renamed?"
    assert found.summary == told


def test_a_name_that_is_no_function_is_told(folder):
    (folder / "sheet.py").write_text(RIGHT + "\ndouble = None\n")
    found = check(folder).exercises[0]
    assert found.summary == "'double' is None in sheet.py; expected a function."


def test_other_parameters_are_told_with_the_line_it_should_have(folder):
    (folder / "sheet.py").write_text(RIGHT.replace("def double(x)", "def double(x, n)"))
    found = check(folder).exercises[0]
    assert found.summary == (
        "double takes (x, n) in your file, but it is called with (x). Make its first line again:"
    )
    assert (found.code, found.line) == ("def double(x):", 6)


def test_more_parameters_with_defaults_are_welcome(folder):
    (folder / "sheet.py").write_text(RIGHT.replace("def double(x)", "def double(x, n=2)"))
    assert check(folder).passed


BROKEN = {
    "empty": (b"", "sheet.py is empty."),
    "binary": (b"\x00\x01\x02\xff", "sheet.py is not a text file"),
    "not UTF-8": (b"# caf\xe9\ndef double(x): pass\n", "Save it as UTF-8."),
    "not UTF-8 below": (b"x = 1\n\n# caf\xe9\n", "line 3: byte 0xe9 is not UTF-8. Save it"),
    "nothing defined": (b"x = 1\n", "sheet.py defines no function."),
    "nested too deep": (b"x = " + b"(" * 100_000, "sheet.py"),
    "ends Python": (b"import os\nos._exit(0)\n", "ended Python while it was being loaded"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_and_nothing_is_tried(folder, name):
    data, told = BROKEN[name]
    (folder / "sheet.py").write_bytes(data)
    report = check(folder)
    assert told in report.broken
    assert {each.verdict for each in report.exercises} == {Verdict.NOT_TRIED}
    assert not report.passed


def test_a_syntax_error_is_told_with_its_line_and_a_caret_below_the_place(folder):
    (folder / "sheet.py").write_text("import numpy\n\ndef double(x:\n    return x\n")
    assert check(folder).broken == (
        "sheet.py, line 3: SyntaxError: '(' was never closed\ndef double(x:\n          ^"
    )


BROKEN_NOTEBOOKS = {
    "empty": (b"", "sheet.ipynb is empty."),
    "not JSON": (b"{", "sheet.ipynb is not a notebook: line 1 is not JSON."),
    "no cells": (b"{}", "sheet.ipynb is not a notebook: it has no cells."),
    "a list": (b"[1]", "sheet.ipynb is not a notebook: it has no cells."),
    "not UTF-8": (b'{"a": "\xff"}', "sheet.ipynb is not a notebook: line 1 is not UTF-8."),
    "without code": (notebook(), "sheet.ipynb holds no code."),
}


@pytest.mark.parametrize("name", BROKEN_NOTEBOOKS)
def test_a_broken_notebook_is_told(folder, name):
    data, told = BROKEN_NOTEBOOKS[name]
    (folder / "sheet.ipynb").write_bytes(data)
    assert check(folder).broken == told


def test_a_notebook_of_an_old_nbformat_is_read(folder):
    cell = {"cell_type": "code", "input": RIGHT, "outputs": [], "language": "python"}
    old = {"worksheets": [{"cells": [cell]}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}
    (folder / "sheet.ipynb").write_text(json.dumps(old))
    assert check(folder).passed


def test_magics_in_a_notebook_are_passed_over(folder):
    cells = ["%matplotlib inline\n!pip list", "%%bash\nls", f"%load_ext x\n{RIGHT}", "double?"]
    (folder / "sheet.ipynb").write_bytes(notebook(*cells))
    report = check(folder)
    assert (report.passed, report.notes) == (True, ())


def test_a_cell_that_raises_is_noted_and_the_rest_runs(folder):
    (folder / "sheet.ipynb").write_bytes(notebook("1 / 0", RIGHT, "def ("))
    report = check(folder)
    assert report.passed
    assert report.notes == (
        "sheet.ipynb, code cell 1, line 1: ZeroDivisionError: division by zero.",
        "sheet.ipynb, code cell 3, line 1: SyntaxError: invalid syntax.",
    )


def test_the_check_cells_of_a_notebook_do_nothing_here(folder):
    cells = ["from course import check", RIGHT, 'check("double")', 'check("quiz")']
    (folder / "sheet.ipynb").write_bytes(notebook(*cells))
    report = check(folder)
    assert (report.passed, report.notes, report.output) == (True, (), "")


def test_a_module_that_raises_keeps_what_stands_above(folder):
    (folder / "sheet.py").write_text(RIGHT + "\nprint('here')\n1 / 0\n")
    report = check(folder)
    assert report.passed
    assert "ZeroDivisionError" in report.notes[0]
    assert report.output == "here\n"


def test_a_module_that_raises_before_it_defines_anything_is_broken(folder):
    (folder / "sheet.py").write_text(f"import no_such_library\n{RIGHT}")
    report = check(folder)
    assert report.broken == (
        "sheet.py, line 1: ModuleNotFoundError: No module named 'no_such_library'. "
        "What stands below was not run. So there is no function to check."
    )
    assert report.notes == ()


def test_a_module_that_does_not_finish_loading_is_told_with_its_line(folder):
    # Where the loader's own alarm cannot ring, on Windows for one.
    loop = "import signal\ngetattr(signal, 'setitimer', print)(0, 0)\nwhile True: x = 1\n"
    (folder / "sheet.py").write_text(loop + RIGHT)
    assert check(folder, timeout=0.5).broken == (
        "sheet.py did not finish loading within 0.5 s: it was still on line 3. "
        "Long work belongs into functions, not between them.\nwhile True: x = 1"
    )


def test_a_module_and_a_file_in_the_folder_can_be_used(folder):
    (folder / "helpers.py").write_text("def twice(x):\n    return x * 2\n")
    (folder / "factor.txt").write_text("1")
    body = "import helpers\nreturn helpers.twice(x) * int(open('factor.txt').read())\n"
    assert of_double(folder, "if x.size == 0: raise ValueError\n" + body).passed


@pytest.mark.parametrize("name", ["numpy.py", "course.py", "json.py", "threading.py"])
def test_a_file_in_the_folder_named_like_a_library_is_not_imported(folder, name):
    (folder / name).write_text("raise SystemExit('the wrong one')\n")
    (folder / "sheet.py").write_text(RIGHT)
    assert check(folder).passed


def test_a_warning_is_no_failure(folder):
    body = "import warnings\nwarnings.warn('mind')\nnp.array(1.0) / 0\nreturn x * 2\n"
    assert of_double(folder, body).passed


def test_answers_are_counted_and_never_judged(folder):
    for answer, answered in (("a", 2), ("b", 2), (None, 1)):
        source = RIGHT.replace('"twice": None', f'"twice": {answer!r}')
        (folder / "sheet.py").write_text(source)
        report = check(folder)
        assert (report.answered, report.questions) == (answered, 2)
        assert report.notes == ()


def test_the_quiz_alone_can_be_asked_for(folder):
    (folder / "sheet.py").write_text(RIGHT)
    report = check(folder, ["quiz"])
    assert (report.exercises, report.questions) == ((), 2)


def test_only_the_exercises_asked_for_are_tried_in_the_assignments_order(folder):
    (folder / "sheet.py").write_text(RIGHT)
    assert [each.name for each in check(folder, ["total"]).exercises] == ["total"]
    names = ["total", "double", "total"]
    assert [each.name for each in check(folder, names).exercises] == ["double", "total"]


def test_an_unknown_exercise_is_told_with_the_nearest(folder):
    (folder / "sheet.py").write_text(RIGHT)
    with pytest.raises(
        UnknownName, match=r"No exercise 'duble' in 'sheet'\. Did you mean 'double'"
    ):
        check(folder, ["duble"])


def test_a_folder_without_an_assignment_is_told(tmp_path):
    with pytest.raises(MissingInput, match=r"No assignment here: there is no examples\.json in"):
        check(tmp_path)


def test_an_assignment_one_folder_below_is_pointed_to(tmp_path, examples):
    (tmp_path / "sheet").mkdir()
    (tmp_path / "sheet" / "examples.json").write_text(examples)
    with pytest.raises(MissingInput, match=r"Found one in ./sheet: go there with 'cd sheet'"):
        check(tmp_path)


def test_a_folder_with_a_space_is_pointed_to_in_quotes(tmp_path, examples):
    (tmp_path / "my sheet").mkdir()
    (tmp_path / "my sheet" / "examples.json").write_text(examples)
    with pytest.raises(MissingInput, match=r"in ./my sheet: go there with 'cd \"my sheet\"'"):
        check(tmp_path)


def test_a_missing_file_is_told_by_both_of_its_names(folder):
    with pytest.raises(MissingInput, match=r"No sheet.py or sheet.ipynb here"):
        check(folder)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{", b'{"schema": "other"}'])
def test_damaged_examples_are_told(folder, data):
    (folder / "examples.json").write_bytes(data)
    with pytest.raises(MissingInput, match=r"examples\.json"):
        check(folder)


def test_examples_that_are_a_folder_are_told(tmp_path):
    (tmp_path / "examples.json").mkdir()
    with pytest.raises(MissingInput, match=r"Cannot read 'examples\.json'"):
        check(tmp_path)


def test_a_python_that_does_not_start_is_our_fault(folder, monkeypatch):
    (folder / "sheet.py").write_text(RIGHT)
    # An empty numpy stands before the real one on the child's path.
    (folder / "broken").mkdir()
    (folder / "broken" / "numpy.py").write_text("raise ImportError('numpy is half installed')\n")
    monkeypatch.setenv("PYTHONPATH", str(folder / "broken"))
    with pytest.raises(CouldNotGrade, match="ImportError: numpy is half installed"):
        check(folder)


def test_a_failure_of_the_check_itself_is_our_fault(folder, monkeypatch):
    (folder / "sheet.py").write_text(RIGHT)
    (folder / "startup").mkdir()
    (folder / "startup" / "sitecustomize.py").write_text(
        "import course.worker.examine as examine\nexamine.examine = lambda *_: 1 / 0\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder / "startup"))
    with pytest.raises(CouldNotGrade, match="not your fault: ZeroDivisionError"):
        check(folder)


def test_a_file_that_cannot_be_read_is_told(folder):
    (folder / "sheet.py").symlink_to("/proc/self/mem")
    assert check(folder).broken == "sheet.py cannot be read: Input/output error."


def both(folder, module, cells):
    (folder / "sheet.py").write_bytes(module)
    (folder / "sheet.ipynb").write_bytes(cells)
    handout = loads((folder / "examples.json").read_text(encoding="utf-8"))
    path, notes = student_file(folder, handout)
    return path.name, len(notes)


def test_of_two_forms_the_one_that_differs_from_the_skeleton_counts(folder):
    skeleton = notebook("x = 1")
    assert both(folder, SKELETON, skeleton) == ("sheet.py", 0)
    assert both(folder, SKELETON, notebook("x = 2")) == ("sheet.ipynb", 0)
    assert both(folder, b"y = 1", skeleton) == ("sheet.py", 0)


def test_of_two_forms_that_both_differ_the_module_counts_and_the_report_says_so(folder):
    assert both(folder, b"y = 1", notebook("x = 2")) == ("sheet.py", 1)


def test_a_skeleton_that_an_editor_or_jupyter_saved_again_is_still_the_skeleton(folder):
    saved = json.dumps(json.loads(notebook("x = 1", nbformat_minor=4)), indent=1).encode()
    module = SKELETON.replace(b"\n", b"\r\n") + b"\r\n"
    assert both(folder, module, notebook("x = 2")) == ("sheet.ipynb", 0)
    assert both(folder, b"y = 1", saved) == ("sheet.py", 0)


def test_damaged_chaffs_are_told_once_they_are_needed(folder, examples):
    found = json.loads(examples)
    for exercise in found["exercises"]:
        exercise["chaffs"] = "?"
    (folder / "examples.json").write_text(json.dumps(found), encoding="utf-8")
    (folder / "sheet.py").write_text(RIGHT)
    assert check(folder).passed
    (folder / "sheet.py").write_text(RIGHT.replace("x * 2", "x ** 2"))
    with pytest.raises(MissingInput, match=r"'examples\.json' is damaged: 'chaffs' cannot be unp"):
        check(folder)
