"""docs/result-format.md says what the schema and the model say."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from course.model import Outcome, Status
from course.reports.json_lines import SCHEMA

DOCUMENT = (Path(__file__).parents[2] / "docs" / "result-format.md").read_text(encoding="utf-8")
RULES = json.loads(SCHEMA.read_text(encoding="utf-8"))


def table(heading):
    """The names in the first column of the table that stands under `heading`."""
    rows = DOCUMENT.partition(f"\n{heading}\n")[2].partition("|---")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(\w+)`", rows, flags=re.MULTILINE)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(RULES)


def test_the_example_keeps_to_the_schema():
    (example,) = re.findall(r"^```json\n(.*?)^```", DOCUMENT, flags=re.DOTALL | re.MULTILINE)

    jsonschema.validate(json.loads(example), RULES)


def test_every_status_is_documented_and_in_the_schema():
    assert table("`status`:") == list(Status) == RULES["properties"]["status"]["enum"]


def test_every_outcome_is_documented_and_in_the_schema():
    outcomes = RULES["$defs"]["test"]["properties"]["outcome"]["enum"]

    assert table("`outcome`:") == list(Outcome) == outcomes


@pytest.mark.parametrize(
    "keys",
    [RULES["properties"], *(definition["properties"] for definition in RULES["$defs"].values())],
    ids=["result", *RULES["$defs"]],
)
def test_every_key_is_documented(keys):
    assert [key for key in keys if f"`{key}`" not in DOCUMENT] == []
