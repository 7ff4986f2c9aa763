"""An audit as a table, as JSON and as a page."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from course.audit.failures import Group
from course.audit.result import Audit, AuditedExercise, Cell, Hole, Kind, Program, Test
from course.reports import audit_json
from course.reports.audit_page import audit_page
from course.reports.audit_table import audit_table, failure_groups, place

ROOT = Path("/course")
DOCUMENT = (Path(__file__).parents[3] / "docs" / "audit-format.md").read_text(encoding="utf-8")
RULES = json.loads(audit_json.SCHEMA.read_text(encoding="utf-8"))


def cell(passed, runs=2):
    outcomes = {"passed": passed, "failed": runs - passed}
    return Cell(passed, runs, {name: count for name, count in outcomes.items() if count})


@pytest.fixture
def audit():
    """Two exercises, in which everything occurs."""
    tests = (
        Test("test_values", "The values are right.", 2.0, 5),
        Test("test_by_hand", "Two <b> tokens.", 0.5, 14, "read first"),
    )
    programs = (
        Program(Kind.REFERENCE, "mix", 3, (cell(2), cell(2))),
        Program(Kind.WHEAT, "with_loops", 9, (cell(2), cell(1))),
        Program(Kind.CHAFF, "transposed", 20, (cell(0), cell(2)), "transposed"),
        Program(Kind.CHAFF, "summed", 24, (cell(0), cell(0)), "transposed"),
        Program(Kind.CHAFF, "averaged", 28, (cell(2), cell(2))),
        Program(Kind.CHAFF, "unnamed", 32, (cell(0), cell(0))),
        Program(Kind.TRIVIAL, "returns 0", None, (cell(0), cell(1))),
        Program(Kind.MUTANT, "return a * b", 5, (cell(0, 1), cell(0, 1))),
        Program(Kind.MUTANT, "a is b", 5, (cell(1, 1), cell(1, 1)), None, "small ints", ""),
        Program(Kind.MUTANT, "a < b", 5, (cell(1, 1), cell(1, 1)), None, None, "a=(1, 2)"),
    )
    holes = (
        Hole("mutant-alive", ROOT / "solutions/qkv/mix.py", "It lives. Kill it.", 5),
        Hole("no-wheat", ROOT / "solutions/qkv/mix.py", "There is none. Add one."),
    )
    return Audit(
        ROOT,
        2,
        (
            AuditedExercise("qkv", "mix", tests, programs, holes, 1.25),
            AuditedExercise("qkv", "a_name_that_is_too_long_for_the_table"),
        ),
        (Hole("unreadable", Path("/elsewhere/x.toml"), "is missing"),),
    )


def test_the_table_fits_60_columns_and_lists_every_hole(audit):
    text = audit_table(audit, 60)
    assert max(map(len, text.splitlines())) <= 60
    assert text == TABLE


TABLE = """\
exercise      tests wheat chaff named mutants free flaky sec
------------------------------------------------------------
mix               2   0/1   3/4     1   1+1/3    1     1 1.2
a_name_that..     0   0/0   0/0     0   0+0/0    0     0 0.0

wheat: accepted/all. chaff: killed/all. named: chaffs named
as themselves. mutants: killed+equivalent/all. free: code
without sense that earns points. flaky: tests whose verdict
depends on the seed.

/elsewhere/x.toml: is missing
solutions/qkv/mix.py:5: It lives. Kill it.
solutions/qkv/mix.py: There is none. Add one.

2 exercises, 10 programs, 2 seeds: 3 holes."""


def test_without_a_hole_the_summary_says_so(audit):
    assert audit_table(Audit(ROOT, 1), 80).splitlines()[-1] == (
        "0 exercises, 0 programs, 1 seed: no hole."
    )


def test_a_place_is_told_from_the_course_s_folder():
    assert place(Hole("x", ROOT / "a.py", "", 3), ROOT) == "a.py:3"
    assert place(Hole("x", Path("/b.py"), ""), ROOT) == "/b.py"


def test_groups_are_shown_largest_first_within_60_columns():
    found = {
        "softmax": [
            Group(("anna", "bo"), "First difference at (batch=0): got 1, expected 2.", "toy"),
            Group(("cy",), "It did not come back: too late.", ""),
        ],
        "mix": [],
    }
    assert failure_groups(found, 60) == (
        "softmax\n"
        "  2  anna and 1 other: First difference at (batch=0): got 1,\n"
        "     expected 2. On the example 'toy'.\n"
        "  1  cy: It did not come back: too late.\n"
        "\n"
        "Next: write a chaff for the largest group, and run the\n"
        "audit."
    )


def test_where_everything_is_explained_it_is_said():
    assert failure_groups({"softmax": []}, 60) == "Every failure has a diagnosis."


# JSON


def test_the_json_keeps_to_the_schema(audit):
    document = json.loads(audit_json.dumps(audit))
    jsonschema.validate(document, RULES)
    assert document["passed"] is False
    assert document["holes"] == [
        {"kind": "unreadable", "path": "/elsewhere/x.toml", "line": None, "message": "is missing"}
    ]
    [mix, _] = document["exercises"]
    assert mix["tests"][0]["alone"] == ["transposed"]
    assert mix["programs"][1]["tests"][1] == {
        "passed": 1,
        "runs": 2,
        "outcomes": {"passed": 1, "failed": 1},
    }
    assert mix["holes"][0] == {
        "kind": "mutant-alive",
        "path": "solutions/qkv/mix.py",
        "line": 5,
        "message": "It lives. Kill it.",
    }


def test_the_schema_is_a_schema_and_the_documented_example_keeps_to_it():
    jsonschema.Draft202012Validator.check_schema(RULES)
    (example,) = re.findall(r"^```json\n(.*?)^```", DOCUMENT, flags=re.DOTALL | re.MULTILINE)
    jsonschema.validate(json.loads(example), RULES)


def test_every_kind_of_hole_is_documented_and_in_the_schema():
    rows = DOCUMENT.partition("A hole's `kind`:")[2]
    documented = re.findall(r"^\| `([\w-]+)`", rows, flags=re.MULTILINE)
    assert documented == RULES["$defs"]["hole"]["properties"]["kind"]["enum"]
    folder = Path(audit_json.__file__).parents[1] / "audit"
    sources = [path.read_text("utf-8") for path in folder.glob("*.py")]
    written = set(re.findall(r'(?:Hole\(\s*|yield )"([\w-]+)"', "\n".join(sources)))
    assert written | {"wheat-rejected", "reference-rejected"} == set(documented)


# The page


def test_the_page_shows_every_program_and_test(audit):
    page = audit_page(audit)
    shown = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "<script" not in page
    assert re.findall(r'<th class="group" scope="rowgroup">(.*?)</th>', shown) == [
        "Reference (1)",
        "Wheats (1)",
        "Chaffs (4)",
        "Code without sense (1)",
        "Mutants (3)",
    ]
    assert re.findall(r'<td class="(\w+)" title="[^"]*">', shown) == [
        *("passed", "passed"),
        *("passed", "flaky"),
        *("alone", "passed"),
        *("killed", "killed"),
        *("passed", "passed"),
        *("killed", "killed"),
        *("alone", "flaky"),
        *("killed", "killed"),
        *("passed", "passed"),
        *("passed", "passed"),
    ]
    remarks = re.findall(r'<th scope="row">.*?<span class="quiet">(.*?)</span></th>', shown)
    assert remarks == [
        "taken for transposed",
        "alive",
        "not named",
        "equivalent: small ints",
        "alive",
    ]
    assert "Two &lt;b&gt; tokens. Stays: read first" in shown
    assert "<code>solutions/qkv/mix.py:5</code>: It lives. Kill it." in shown
    assert "Not tried: see the holes above." in shown


def test_a_page_without_a_hole_has_no_list():
    assert '<ul class="holes">' not in audit_page(Audit(ROOT, 1))
