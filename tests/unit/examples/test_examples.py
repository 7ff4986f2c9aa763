import json
import re
import shutil
import subprocess
import sys
import zlib
from base64 import b64decode, b64encode
from pathlib import Path

import numpy as np
import pytest

from course.catalog import load_course
from course.errors import AuthorError, MissingInput, UnknownName
from course.examples import loads
from course.examples.writing import dumps, hand_out
from course.model import Observation, Opaque

ROOT = Path(__file__).parents[3]
TINY = Path(__file__).parents[2] / "assets" / "tiny"
SOLUTION = """
import numpy as np

from course.authoring import chaff, examples


def double(x):
    \"\"\"Double it.\"\"\"
    return x * 2


@examples(double)
def values():
    {body}


@chaff(double)
def odd(x):
    \"\"\"You return something odd. Look at it.\"\"\"
    return {returned}
"""


@pytest.fixture(scope="module")
def handout():
    course = load_course(TINY)
    return hand_out(course, course.assignments[0], {"py": "1f", "ipynb": "2e"})


@pytest.fixture
def tiny_with(tmp_path):
    """Hands out a copy of the tiny course whose `double` has those examples and that chaff."""

    def hand(body, returned="x", seconds=10.0):
        root = tmp_path / "course"
        shutil.copytree(TINY, root, ignore=shutil.ignore_patterns(".course"))
        solution = root / "solutions" / "numbers" / "double.py"
        solution.write_text(SOLUTION.format(body=body, returned=returned))
        course = load_course(root)
        return hand_out(course, course.assignments[0], seconds=seconds)

    return hand


def changed(handout, change):
    """The text of a handout after a change to its JSON."""
    found = json.loads(dumps(handout))
    change(found)
    return json.dumps(found)


def test_what_is_written_is_read_again(handout):
    assert loads(dumps(handout)) == handout


def test_a_handout_says_what_a_laptop_needs(handout):
    double, total = handout.exercises
    assert (handout.assignment, handout.title) == ("numbers", "Numbers")
    assert handout.skeletons == {"py": "1f", "ipynb": "2e"}
    assert (double.name, double.title, double.signature) == ("double", "Twice as much", "double(x)")
    assert double.skeleton.startswith('def double(x):\n    """')
    assert double.skeleton.endswith('raise NotImplementedError("double is not written yet")')
    assert double.axes == {"x": ("rows", "columns"), "return": ("rows", "columns")}
    assert total.hints == ("Which axis are the rows?", "Sum over axis -2.")
    assert [question.id for question in handout.questions] == ["twice", "rows"]


def test_an_exercise_is_found_by_its_name(handout):
    assert handout.exercise("total") is handout.exercises[1]
    with pytest.raises(UnknownName, match="No exercise 'totl' in 'numbers'"):
        handout.exercise("totl")


def test_only_public_examples_are_handed_out(handout):
    double = handout.exercises[0]
    assert [example.name for example in double.examples] == ["two_rows", "nothing"]
    assert "single" not in dumps(handout)


def test_the_reference_and_the_chaffs_are_observed_on_every_example(handout):
    double = handout.exercises[0]
    right, error = double.expected
    np.testing.assert_array_equal(right.value, [[2, 6, 10], [1, -2, 8]])
    assert (right.changed, error.raised) == ((), "ValueError")
    message, (value, _) = double.chaffs["in_place"]
    assert message == "You double the caller's own array. Look at x after the call."
    assert value.changed == ("x",)
    assert len(double.chaffs["squared"][1]) == 2


def test_no_line_of_a_solution_and_no_answer_is_handed_out(handout):
    text = dumps(handout)
    assert "x * 2" not in text
    assert "answers" not in text
    assert set(json.loads(text)["questions"][0]) == {
        "id",
        "text",
        "options",
        "hint",
        "see",
        "points",
    }


def test_equal_handouts_give_equal_texts(handout):
    course = load_course(TINY)
    again = hand_out(course, course.assignments[0], {"ipynb": "2e", "py": "1f"})
    assert dumps(again) == dumps(handout)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (
            "np.array([[1.5, -0.0], [np.nan, np.inf]])",
            np.array([[1.5, -0.0], [np.nan, np.inf]]),
        ),
        ("np.float32([1, 2])", np.float32([1, 2])),
        ("np.arange(3, dtype='>i4')", np.arange(3, dtype="i4")),
        ("np.array([True, False])", np.array([True, False])),
        ("np.array([1 + 2j])", np.array([1 + 2j])),
        ("np.array(3.0)", np.array(3.0)),
        ("np.zeros((0, 3))", np.zeros((0, 3))),
        ("np.asfortranarray(np.eye(2, 3))", np.eye(2, 3)),
        ("(np.ones(2), [1, 2.5, None, True, 'a'])", (np.ones(2), [1, 2.5, None, True, "a"])),
        ("float('-inf')", float("-inf")),
    ],
)
def test_every_kind_of_value_survives(tiny_with, written, value):
    handout = loads(dumps(tiny_with(f"yield {{'x': {written}}}")))
    read = handout.exercises[0].examples[0].arguments["x"]
    np.testing.assert_equal(read, value)
    assert getattr(read, "dtype", None) == getattr(value, "dtype", None)


def test_a_text_that_was_checked_before_gives_the_same(tiny_with):
    text = dumps(tiny_with("yield {'x': np.ones(2)}", "{}"))
    assert loads(text, checked=True) == loads(text)


def test_what_a_chaff_does_is_asked_for_example_by_example(tiny_with):
    observed = (
        loads(dumps(tiny_with("yield {'x': np.ones(2)}", "{}"))).exercises[0].chaffs["odd"][1]
    )
    assert (len(observed), list(observed[:1])) == (1, [observed[0]])


def test_what_a_chaff_returns_may_be_no_data(tiny_with):
    handout = loads(dumps(tiny_with("yield {'x': np.ones(2)}", "{}")))
    assert list(handout.exercises[0].chaffs["odd"][1]) == [Observation(Opaque("a dict"))]


def test_an_argument_that_is_no_data_is_the_authors_error(tiny_with):
    with pytest.raises(AuthorError, match=r"double\.py: an example cannot hold a dict"):
        tiny_with("yield {'x': {}}")


def test_a_chaff_that_does_not_come_back_is_named_with_its_line(tiny_with):
    endless = "x if len(x) > 1 else all(True for _ in iter(int, 1))"
    with pytest.raises(AuthorError) as caught:
        tiny_with("yield {'x': [1, 2]}\n    yield {'x': [1]}", endless, seconds=0.1)
    assert str(caught.value).endswith(
        "double.py:18: chaff 'odd' does not come back on the example 'values 2'"
    )


def test_titles_are_read_without_numpy(handout, tmp_path):
    file = tmp_path / "examples.json"
    file.write_text(dumps(handout))
    program = (
        "import sys\nfrom pathlib import Path\nfrom course.examples import loads\n"
        f"print(loads(Path({str(file)!r}).read_text()).exercises[1].title)\n"
        "print({'numpy', 'jinja2'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "Totals of the columns\nset()\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "has the schema None"),
        ('{"schema": "course/check/v1"}', "has the schema 'course/check/v1'"),
        ('{"schema": "course/examples/v1"}', "is damaged: 'assignment' is missing"),
    ],
)
def test_another_file_is_refused_with_what_to_do(text, message):
    with pytest.raises(MissingInput) as caught:
        loads(text)
    assert message in str(caught.value)
    assert str(caught.value).endswith(
        "Take it again from the release that your instructor handed out."
    )


def first_example(found):
    return found["exercises"][0]["examples"][0]


def first_array(found):
    return first_example(found)["arguments"]["x"]["array"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda found: found.update(title=3), "'title' is a int"),
        (lambda found: found.update(exercises={}), "'exercises' is a dict"),
        (lambda found: found.update(exercises=["double"]), "'exercises' holds a str"),
        (lambda found: found["exercises"][0].update(hints=[1]), "'hints' holds something other"),
        (lambda found: found["exercises"][0].update(axes={"x": "rows"}), "'x' is a str"),
        (lambda found: found["exercises"][0].update(chaffs=[]), "'chaffs' is a list"),
        (lambda found: found["questions"][0].update(points="1"), "'points' is a str"),
        (lambda found: first_example(found).update(expected={}), "'value' is missing"),
        (lambda found: first_example(found)["expected"].update(changed="x"), "'changed' is a str"),
        (lambda found: first_example(found)["expected"].update(raised=1), "'raised' is a int"),
        (lambda found: first_array(found).update(dtype="|O"), "'dtype' is '|O'"),
        (lambda found: first_array(found).update(shape=[-1]), "'shape' is [-1]"),
        (lambda found: first_array(found).update(shape=[2.0]), "'shape' is [2.0]"),
        (lambda found: first_array(found).update(data="é"), "'data' is not base64"),
        (
            lambda found: first_array(found).update(shape=[7]),
            "'data' holds 48 bytes, not what '<f8' and [7] ask for",
        ),
        (
            lambda found: first_example(found)["arguments"].update(x={"pickle": ""}),
            "unknown kind of value 'pickle'",
        ),
        (
            lambda found: first_example(found)["arguments"].update(x={"float": "1"}),
            "'float' is '1'",
        ),
        (
            lambda found: first_example(found)["arguments"].update(x={"opaque": 1}),
            "'opaque' is a int",
        ),
        (
            lambda found: first_example(found)["arguments"].update(x={"tuple": [{}]}),
            "a value is neither plain nor an object of one key",
        ),
        (
            lambda found: first_example(found)["arguments"].update(x=nested(20)),
            "a value is nested too deep",
        ),
    ],
)
def test_damage_is_told_where_it_is(handout, change, message):
    with pytest.raises(MissingInput) as caught:
        loads(changed(handout, change))
    assert message in str(caught.value)


def nested(depth):
    return [nested(depth - 1)] if depth else []


def packed(chaffs):
    return b64encode(zlib.compress(json.dumps(chaffs).encode())).decode()


@pytest.mark.parametrize(
    ("chaffs", "message"),
    [
        ("?", "'chaffs' cannot be unpacked"),
        (b64encode(b"no zlib").decode(), "'chaffs' cannot be unpacked"),
        (b64encode(zlib.compress(b"no JSON")).decode(), "'chaffs' cannot be unpacked"),
        (packed({}), "'chaffs' is a dict"),
        (packed([{"name": "squared"}]), "'message' is missing"),
        (
            packed([{"name": "squared", "message": "", "observed": []}]),
            "'observed' of 'squared' does not fit the examples",
        ),
    ],
)
def test_damage_of_known_mistakes_is_told_when_they_are_looked_at(handout, chaffs, message):
    damaged = loads(changed(handout, lambda found: found["exercises"][0].update(chaffs=chaffs)))
    with pytest.raises(MissingInput, match=re.escape(message)):
        _ = damaged.exercises[0].chaffs


def test_known_mistakes_take_a_part_of_the_room_that_they_would_unpacked():
    course = load_course(ROOT)
    for exercise in hand_out(course, course.assignments[0]).exercises:
        chaffs = exercise.encoded["chaffs"]
        assert len(chaffs) < 0.6 * len(zlib.decompress(b64decode(chaffs)))
