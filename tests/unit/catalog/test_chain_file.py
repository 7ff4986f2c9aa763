import pytest

from course.catalog.chain_file import load_chain
from course.chain import Chain, Mistake, Picture, Step

EXERCISES = ["double", "total"]
SOUND = """\
steps = [
    "twice = double(x)",
    "sums = total(twice)",
]

[sizes]
rows = 2
columns = 3
all = "rows * columns"

[picture]
of = "twice"
title = "Twice"
labels = ["a", "b"]
sizes = { rows = 2 }

[picture.inputs]
x = [[1, 2], [3, 4]]

[[picture.mistake]]
option = "one-more"
exercise = "double"
chaff = "adds_one"
text = "One more."
"""


@pytest.fixture
def load(tmp_path):
    """Read a chain.toml: what it says, and what is wrong with it, with the line."""

    def load(text):
        path, problems = tmp_path / "chain.toml", []
        path.write_text(text, encoding="utf-8")
        chain = load_chain(path, EXERCISES, problems)
        return chain, [(problem.line, problem.message) for problem in problems]

    return load


def test_a_sound_file_is_read(load):
    mistake = Mistake("one-more", "double", "adds_one", "One more.")
    picture = Picture(
        "twice", "Twice", ("a", "b"), {"rows": 2}, {"x": [[1, 2], [3, 4]]}, (mistake,)
    )
    steps = (Step(("twice",), "double", ("x",)), Step(("sums",), "total", ("twice",)))
    chain = Chain({"rows": 2, "columns": 3}, {"all": ("rows", "columns")}, steps, picture)
    assert load(SOUND) == (chain, [])


def test_an_assignment_without_the_file_has_no_chain(tmp_path):
    problems = []
    assert load_chain(tmp_path / "chain.toml", EXERCISES, problems) is None
    assert problems == []


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("[sizes]", "[sises]", 6, "unknown key 'sises', did you mean 'sizes'?"),
        ("rows = 2", "rows = 0", 7, "size of 'rows' is 0: a size is a number from 1 on"),
        ("rows = 2", "rows = true", 7, "size of 'rows' is True"),
        ('"rows * columns"', '"rows * colums"', 9, "unknown size 'colums', did you mean 'columns'"),
        ('"rows * columns"', '"2 rows"', 9, "size of 'all' is '2 rows'"),
        ("double(x)", "duoble(x)", 2, "unknown exercise 'duoble', did you mean 'double'?"),
        ('"twice = double(x)"', '"double(x)"', 2, "a step is one call that names its results"),
        ('"twice = double(x)"', "3", None, "step 3: a step is one call"),
        ("sums =", "twice =", 3, "'twice' stands for two things"),
        ("twice = double(x)", "rows = double(x)", 2, "'rows' stands for two things"),
        ("twice = double(x)", "x = double(x)", 2, "'x' stands for two things"),
        ('of = "twice"', 'of = "twise"', 12, "unknown result 'twise', did you mean 'twice'?"),
        ("title =", "titel =", 13, "unknown key 'titel', did you mean 'title'?"),
        ("{ rows = 2 }", "{ rows = 0 }", 11, "size 'rows' is 0"),
        ("{ rows = 2 }", "{ row = 2 }", 11, "unknown size 'row', did you mean 'rows'?"),
        ("x = [[1, 2], [3, 4]]", "", 11, "picture has no input 'x'"),
        ("x = [[1, 2], [3, 4]]", "x = []\ny = []", 19, "unknown input 'y'"),
        ('"one-more"', '"One more"', 21, "option 'One more' is no word such as 'swap-axes'"),
        ('exercise = "double"', 'exercise = "d"', 22, "unknown exercise 'd'"),
        ("chaff =", "chaf =", 23, "unknown key 'chaf', did you mean 'chaff'?"),
        ("[sizes]", "[sizes", 6, ""),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(load, before, after, line, message):
    assert before in SOUND
    chain, problems = load(SOUND.replace(before, after, 1))
    assert chain is None
    assert any(message in text and line in (number, None) for number, text in problems), problems


def test_steps_that_are_empty_are_reported(load):
    assert load("steps = []\n[sizes]\nrows = 2\n") == (None, [(1, "'steps' is empty")])


def test_a_mistake_that_is_no_table_is_reported(load):
    text = SOUND[: SOUND.index("[[picture.mistake]]")].replace(
        "labels =", "mistake = [3]\nlabels ="
    )
    assert load(text)[1] == [(1, "write a mistake below [[picture.mistake]]")]
