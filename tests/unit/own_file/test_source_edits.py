import pytest

from course.own_file.edits import (
    NoSuchPlace,
    answers,
    functions,
    mentions_answers,
    only_raises,
    same_function,
    syntax_problem,
    with_answer,
    with_function,
)

SKELETON = 'def f(x):\n    """Doc."""\n    raise NotImplementedError("f is not written yet")'


def put_back(source):
    return with_function(source, functions(source, "f")[-1], SKELETON)


SOURCES = [
    "import  numpy as np\n\n{}\n\n\ndef g( x ):   # odd\n    return 1;\n",
    "# %%\n{}\n\n# %% [markdown]\n#     indented text\n\n# %%\nx = 1\n",
    "{}",
    "x = 'ü'\n{}\n# a comment at the margin\ny = 2",
    "if x:\n    def f(x):\n        pass\n{}\n",
]
FUNCTIONS = [
    "def f(x):\n    return 1",
    "@cache\n@other(\n    1)\ndef f(x): return 1",
    "async def f(x):\n    return 1  # why",
    "def f(x):\n    return 1\n\n    # an old try\n    # return 2",
    "def f(\n    x,\n):\n    '''Text\nat the margin.\n'''\n# a comment\n    return 1",
    "def f(x):\n\treturn 1",
    SKELETON,
]
BROKEN = [
    "def f(x:\n    return 1",
    "def f(x):\n    return (1",
    "def f(x):\n    '''Never closed.\n    return 1",
    "def f(x):\n    if x\n        return 1\n# at the margin\n    return 2",
    "def f(\n    x\n):\n    return 1 +",
    "@cache\ndef f(x):\n   return 1\n  return 2",
    "def f(x):",
]


@pytest.mark.parametrize("around", SOURCES)
@pytest.mark.parametrize("written", [*FUNCTIONS, *BROKEN])
def test_one_function_is_replaced_and_nothing_else(around, written):
    assert put_back(around.format(written)) == around.format(SKELETON)


@pytest.mark.parametrize("written", [FUNCTIONS[0], *FUNCTIONS[2:4], *FUNCTIONS[5:], *BROKEN])
def test_an_error_elsewhere_does_not_hinder(written):
    around = "def g(:\n    pass\n\n{}\n\nx = (\n"
    assert put_back(around.format(written)) == around.format(SKELETON)


def test_line_ends_stay_what_they_are():
    source = "x = 1\r\ndef f(x):\r\n    return 1\r\ny = 2\r\n"
    assert put_back(source) == f"x = 1\r\n{SKELETON}\r\ny = 2\r\n".replace("\r\n", "\n").replace(
        "\n", "\r\n"
    )


def test_a_function_inside_another_or_of_a_longer_name_is_another():
    source = "def ff(x):\n    def f(x):\n        return 1\n    return f\n"
    assert functions(source, "f") == []
    assert functions(source + "x = (\n", "f") == []


def test_every_definition_is_found_in_order():
    found = functions("def f(x):\n    return 1\n\ndef f(x):\n    return 2\n", "f")
    assert [(each.first, each.last) for each in found] == [(1, 2), (4, 5)]


def test_spacing_and_comments_do_not_make_another_function():
    assert same_function("def f( x ):\n    return  1 # one", "def f(x):\n  return 1\n")
    assert not same_function("def f(x):\n    return 1", "def f(x):\n    return 2")
    assert not same_function("def f(x", "def f(x")


@pytest.mark.parametrize(
    "body",
    [
        "raise NotImplementedError",
        "'''Doc.'''\n    raise NotImplementedError('x')",
        "# YOUR CODE HERE\n    raise NotImplementedError()",
    ],
)
def test_a_body_that_only_raises_is_a_skeletons(body):
    assert only_raises(f"def f(x):\n    {body}\n")


@pytest.mark.parametrize("body", ["return 1", "y = 1\n    raise NotImplementedError", "pass", "("])
def test_any_other_body_is_not(body):
    assert not only_raises(f"def f(x):\n    {body}\n")


def test_what_does_not_parse_is_told_with_its_line():
    assert syntax_problem("x = 1\n") == ""
    assert syntax_problem("x = 1\nf(\n") == "line 2: SyntaxError: '(' was never closed"
    assert syntax_problem("\0").startswith(("SyntaxError: ", "ValueError: "))
    assert syntax_problem("(" * 5000 + ")" * 5000)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'x = "ü"\nanswers = {\n    "one": None,  # "a" or "b"\n    "two": "b",\n}  # end\n',
            'x = "ü"\nanswers = {\n    "one": "a",  # "a" or "b"\n    "two": "b",\n}  # end\n',
        ),
        ("answers={'ü':1,'one':  'b'}", "answers={'ü':1,'one':  \"a\"}"),
        ("answers = {'one': ('b')}", "answers = {'one': (\"a\")}"),
        ("answers = {'one': 'b', 'one': 'c'}", "answers = {'one': 'b', 'one': \"a\"}"),
        ("answers: dict = {'one': None}", "answers: dict = {'one': \"a\"}"),
        ("answers = {}\n", 'answers = {"one": "a"}\n'),
        ("answers = {'two': 'b'}\n", "answers = {\"one\": \"a\", 'two': 'b'}\n"),
        (
            "answers = {  # mine\r\n  # first\r\n\t'two': 'b'\r\n}\r\n",
            "answers = {  # mine\r\n  # first\r\n\t\"one\": \"a\",\r\n\t'two': 'b'\r\n}\r\n",
        ),
        (
            "answers = {'one': 'c'}\nanswers = {'one': None}",
            "answers = {'one': 'c'}\nanswers = {'one': \"a\"}",
        ),
        (
            "answers = {'one': None}\ndef f(answers):\n    answers['one'] = 2\nprint(answers)",
            "answers = {'one': \"a\"}\ndef f(answers):\n    answers['one'] = 2\nprint(answers)",
        ),
    ],
)
def test_one_answer_is_written_and_nothing_else(before, after):
    assert with_answer(before, "one", "a") == after
    assert answers(after)["one"] == "a"


def test_answers_are_read_as_they_stand():
    source = "answers = {'one': None, 'two': 'b', 'three': 1 + 1, four: 'a'}"
    assert answers(source) == {"one": None, "two": "b", "three": "1 + 1"}


@pytest.mark.parametrize("source", ["", "x = {}", "def f():\n    answers = {}", "answers: dict"])
def test_a_source_without_answers_has_none(source):
    assert answers(source) is None
    with pytest.raises(NoSuchPlace, match=r"has no line 'answers = \{…\}'"):
        with_answer(source, "one", "a")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("answers = dict(one=None)", "line 1 makes 'answers' something other than {…}"),
        ("answers = {'one': None, **more}", "line 1 takes its 'answers' from somewhere else"),
        ("answers = {}\nanswers['one'] = 'b'", "line 2 changes 'answers' again"),
        ("answers = {}\nif x:\n    answers.update(one='b')", "line 3 changes 'answers' again"),
        ("answers = {}\nanswers |= {'one': 'b'}", "line 2 changes 'answers' again"),
        ("answers = {}\ndel answers['one']", "line 2 changes 'answers' again"),
    ],
)
def test_answers_that_would_not_count_have_no_place(source, told):
    with pytest.raises(NoSuchPlace) as raised:
        with_answer(source, "one", "a")
    assert str(raised.value) == told


def test_a_broken_source_with_answers_at_the_margin_looks_like_their_place():
    assert mentions_answers('x = 1\nanswers = {\n    "one": a",\n}')
    assert not mentions_answers('my_answers = {"one": a"}')
