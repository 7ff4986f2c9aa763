import json
import re

import pytest

from course.errors import BrokenFile, UnknownName
from course.student.resetting import plan_reset

WORK = '''    """Twice."""
    y = x + x

    # not sure
    return y
'''


def write_work(path, released):
    """The skeleton with `double` worked on; what it was before."""
    skeleton = released.decode()
    begun = re.sub(
        r'def double\(x\):\n.*?not written yet"\)\n',
        f"def double(x):\n{WORK}",
        skeleton,
        flags=re.S,
    )
    path.write_text(begun, encoding="utf-8")
    assert begun != skeleton
    return begun


def test_the_skeleton_is_put_back_and_nothing_else_changes(handed_out, released):
    path = handed_out / "numbers.py"
    begun = write_work(path, released["numbers.py"])
    plan = plan_reset(handed_out, "double")
    assert (plan.needed, plan.notes) == (True, ())
    assert path.read_text("utf-8") == begun
    backup = plan.carry_out()
    assert path.read_bytes() == released["numbers.py"]
    assert (handed_out / backup).read_text("utf-8") == begun
    assert re.fullmatch(r"numbers\.py\.bak-\d{8}-\d{6}", backup)


def test_a_second_backup_does_not_replace_the_first(handed_out, released):
    path = handed_out / "numbers.py"
    backups = set()
    for _ in range(3):
        write_work(path, released["numbers.py"])
        backups.add(plan_reset(handed_out, "double").carry_out())
    assert len(backups) == 3
    assert {path.name for path in handed_out.glob("*.bak-*")} == backups


def test_a_notebooks_function_is_put_back_and_nothing_else_changes(handed_out_notebook, released):
    path = handed_out_notebook / "numbers.ipynb"
    skeleton = released["numbers.ipynb"].decode()
    begun = skeleton.replace(
        'raise NotImplementedError(\\"double is not written yet\\")', "return x"
    )
    assert begun != skeleton
    path.write_text(begun, encoding="utf-8")
    plan_reset(handed_out_notebook, "double").carry_out()
    assert path.read_text("utf-8") == skeleton


@pytest.mark.parametrize("source", ["", "def doubled(x):\n    return x", "x = ("])
def test_a_cell_that_lost_its_function_becomes_the_skeleton(handed_out_notebook, released, source):
    path = handed_out_notebook / "numbers.ipynb"
    notebook = json.loads(released["numbers.ipynb"])
    [cell] = [cell for cell in notebook["cells"] if cell["id"] == "double"]
    handed, cell["source"] = cell["source"], source
    path.write_text(json.dumps(notebook))
    plan_reset(handed_out_notebook, "double").carry_out()
    [cell] = [cell for cell in json.loads(path.read_text())["cells"] if cell["id"] == "double"]
    assert cell["source"] == "".join(handed)


def test_what_was_not_touched_needs_nothing(handed_out):
    assert not plan_reset(handed_out, "double").needed


def test_a_function_that_does_not_parse_is_put_back(handed_out, released):
    path = handed_out / "numbers.py"
    statement = b'raise NotImplementedError("double is not written yet")'
    path.write_bytes(released["numbers.py"].replace(statement, b"return (x"))
    assert path.read_bytes() != released["numbers.py"]
    plan = plan_reset(handed_out, "double")
    assert plan.notes == ()
    plan.carry_out()
    assert path.read_bytes() == released["numbers.py"]


def test_a_mistake_elsewhere_is_told_and_left(handed_out, released):
    begun = write_work(handed_out / "numbers.py", released["numbers.py"])
    (handed_out / "numbers.py").write_text(begun + "x = (\n")
    plan = plan_reset(handed_out, "double")
    [note] = plan.notes
    assert re.fullmatch(
        r"numbers\.py still has a mistake elsewhere: line \d+: SyntaxError: .*\.", note
    )
    plan.carry_out()
    assert (handed_out / "numbers.py").read_bytes() == released["numbers.py"] + b"x = (\n"


def test_of_two_definitions_the_one_that_counts_is_put_back(handed_out, released):
    first = "def double(x):\n    return 1\n\n\n"
    (handed_out / "numbers.py").write_text(f"{first}def double(x):\n    return 2\n")
    plan = plan_reset(handed_out, "double")
    assert plan.notes == (
        "double is defined more than once (lines 1, 5). The last one counts: remove the others.",
    )
    text = plan.data.decode()
    assert text.startswith(first)
    assert text.count("not written yet") == 1


def test_of_two_cells_the_one_that_counts_is_put_back(handed_out_notebook):
    cells = [
        {"cell_type": "code", "metadata": {}, "source": f"def double(x):\n    return {number}"}
        for number in (1, 2)
    ]
    (handed_out_notebook / "numbers.ipynb").write_text(json.dumps({"cells": cells}))
    plan = plan_reset(handed_out_notebook, "double")
    assert "(code cell 1, code cell 2)" in plan.notes[0]
    sources = [cell["source"] for cell in json.loads(plan.data)["cells"]]
    assert sources[0] == "def double(x):\n    return 1"
    assert "not written yet" in sources[1]


def test_a_function_that_is_nowhere_is_told_with_what_to_paste(handed_out):
    (handed_out / "numbers.py").write_text("x = 1\n")
    with pytest.raises(BrokenFile) as raised:
        plan_reset(handed_out, "total")
    first, _, rest = str(raised.value).partition("\n")
    assert first == "numbers.py has no function 'total'. Paste this into it:"
    assert rest.startswith("def total(x):\n")
    assert rest.endswith('raise NotImplementedError("total is not written yet")')


@pytest.mark.parametrize("name", ["totl", "quiz"])
def test_what_is_no_exercise_is_told(handed_out, name):
    with pytest.raises(UnknownName, match=f"No exercise '{name}' in 'numbers'"):
        plan_reset(handed_out, name)
