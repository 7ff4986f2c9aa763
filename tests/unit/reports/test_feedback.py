import builtins
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course.finding import NOT_WRITTEN
from course.model import (
    Assignment,
    Diagnosis,
    Exercise,
    GradedExercise,
    GradedQuestion,
    GradedTest,
    Maps,
    Outcome,
    Report,
    Status,
    Symptom,
)
from course.reports.class_page import class_page
from course.reports.feedback import OUTCOME_WORDS, feedback_page

QKV = Assignment("qkv", "Queries, keys and values", "", "", (Exercise("softmax", "Weights"),))


class Page(HTMLParser):
    """The elements of a page in order, with their attributes; its text; its lines of code."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self.lines, self._hidden = [], "", [], False
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._hidden = tag in ("style", "title")
        if ("class", "line") in attributes:
            self.lines.append("")

    def handle_data(self, data):
        if not self._hidden:
            self.text += data
        if self.lines:
            self.lines[-1] += data.strip("\n")

    @property
    def tags(self):
        return {tag for tag, _ in self.elements}


def report(*tests, diagnosis=None, **values):
    exercise = GradedExercise("softmax", "Turn scores into weights", tests, diagnosis)
    values = {"status": Status.GRADED, "exercises": (exercise,), **values}
    return Report("anna", "qkv", **values)


def failed(**values):
    values = {"outcome": Outcome.FAILED, "points": 2.0, **values}
    return GradedTest("test_rows", "Each row sums to 1.", **values)


def test_the_page_says_everything_that_the_student_may_know():
    tests = (
        failed(message="First difference at (batch=0, seq=1)."),
        GradedTest("test_shape", "The shape stays.", Outcome.PASSED, 1.5),
    )
    quiz = (
        GradedQuestion("a", "What is d_head?", "b", True, 1.0),
        GradedQuestion("b", "What gets mixed?", "c", False, 1.0),
        GradedQuestion("c", "What is the output?", None, False, 1.0),
    )
    found = report(
        *tests,
        diagnosis=Diagnosis("You normalised over the queries.", "over_queries"),
        quiz=quiz,
        flags=("Both files differ from the skeleton: the .py counts.",),
        source="x = 1\n",
    )

    assert Page(feedback_page(found, QKV)).text == (
        "Queries, keys and values Feedback for anna 2.5 of 6.5 points "
        "Both files differ from the skeleton: the .py counts. "
        "Part Passed Points Turn scores into weights 1 of 2 1.5 of 3.5 Quiz 1 of 3 1 of 3 "
        "1.5 of 3.5 Turn scores into weights softmax "
        "You normalised over the queries. "
        "✗ Each row sums to 1. failed 0 of 2 First difference at (batch=0, seq=1). "
        "1 of 2 tests passed ✓ The shape stays. passed 1.5 of 1.5 "
        "1 of 3 Quiz "
        "✓ What is d_head? right 1 of 1 Your answer: b "
        "✗ What gets mixed? not right 0 of 1 Your answer: c "
        "✗ What is the output? not answered 0 of 1 "
        "Your code x = 1"
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_said_in_words(outcome):
    page = Page(feedback_page(report(failed(outcome=outcome)), QKV))

    mark, words = OUTCOME_WORDS[outcome]
    assert f"{mark} Each row sums to 1. {words}" in page.text


def test_what_every_lost_test_says_is_said_once():
    loop = {"outcome": Outcome.TIMEOUT, "message": "It took too long."}
    shape = GradedTest("test_shape", "The shape stays.", Outcome.PASSED, 1.0, "")

    page = Page(feedback_page(report(failed(**loop), failed(**loop), shape), QKV))

    assert (
        "It took too long. ✗ Each row sums to 1. out of time 0 of 2 "
        "✗ Each row sums to 1. out of time 0 of 2 1 of 3 tests passed ✓ The shape stays."
    ) in page.text
    assert page.text.count("It took too long.") == 1


def test_what_no_test_got_past_is_said_once_and_the_tests_are_folded():
    message = "softmax is not written yet."
    never = failed(outcome=Outcome.ERROR, message=message)
    page = feedback_page(report(never, never, diagnosis=Diagnosis(NOT_WRITTEN)), QKV)

    assert (
        "This function is not written yet. None of the 2 tests passed ✗ Each row sums to 1."
    ) in Page(page).text
    assert message not in page


def test_backticks_of_a_message_make_code_and_nothing_else():
    html = feedback_page(report(failed(), diagnosis=Diagnosis("See `<b>` and `x`.")), QKV)
    assert "<p>See <code>&lt;b&gt;</code> and <code>x</code>.</p>" in html
    odd = feedback_page(report(failed(), diagnosis=Diagnosis("See `<b>.")), QKV)
    assert "<p>See `&lt;b&gt;.</p>" in odd


def test_what_is_for_the_instructor_alone_is_not_on_the_page():
    found = report(failed(detail="hidden input 4711"), source="pass")

    assert "4711" not in feedback_page(found, QKV)


def test_a_file_that_cannot_be_graded_says_why():
    found = report(
        failed(outcome=Outcome.ERROR, message="Not tried."),
        status=Status.NOT_GRADABLE,
        reason="qkv.py, line 3: SyntaxError",
    )

    assert Page(feedback_page(found, QKV)).text == (
        "Queries, keys and values Feedback for anna "
        "0 of 2 points: your work could not be graded. qkv.py, line 3: SyntaxError"
    )


def test_our_own_fault_is_owned_without_its_reason():
    found = Report("anna", "qkv", Status.ERROR, reason="secret path of the grader")

    assert Page(feedback_page(found, QKV)).text == (
        "Queries, keys and values Feedback for anna "
        "There is no score yet: grading failed, through no fault of yours. "
        "Your instructor has been told and will grade your work again."
    )


SCRIPT = "</pre></style></title>--><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


def hostile_report(status):
    return Report(
        submission=SCRIPT,
        assignment=SCRIPT,
        status=status,
        exercises=(
            GradedExercise(
                SCRIPT,
                SCRIPT,
                tuple(
                    GradedTest(SCRIPT, SCRIPT, outcome, 1.0, SCRIPT, SCRIPT) for outcome in Outcome
                ),
                Diagnosis(SCRIPT, SCRIPT),
            ),
        ),
        quiz=(GradedQuestion(SCRIPT, SCRIPT, SCRIPT, False, 1.0),),
        sandbox=(SCRIPT,),
        flags=(SCRIPT,),
        reason=SCRIPT,
        source=f"{SCRIPT}\n# {SCRIPT}\nx = '''{SCRIPT}'''\n{'(' * 50}{SCRIPT}",
    )


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("pygments", [True, False], ids=["coloured", "plain"])
def test_no_tag_from_a_report_survives(status, pygments, monkeypatch):
    if not pygments:
        without_pygments(monkeypatch)
    hostile = Assignment(SCRIPT, SCRIPT, SCRIPT, SCRIPT, (Exercise(SCRIPT, SCRIPT),))
    found = hostile_report(status)

    for html in (
        feedback_page(found, hostile),
        class_page([found], hostile, {SCRIPT: f"feedback/{SCRIPT}.html"}),
    ):
        page = Page(html)
        assert not page.tags & {"script", "img"}
        assert not [
            name for _, attributes in page.elements for name in attributes if name.startswith("on")
        ]
        assert html.count("</style>") == html.count("</title>") == 1
        assert "49" not in page.text


@pytest.mark.parametrize(
    "html",
    [
        feedback_page(report(failed()), QKV),
        class_page([report(failed())], QKV, {"anna": "feedback/anna.html"}),
    ],
    ids=["feedback", "class"],
)
def test_a_page_forbids_scripts_and_requests_and_needs_none(html):
    page = Page(html)

    policy = {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }
    assert ("meta", policy) in page.elements
    assert not page.tags & {"link", "script", "img", "iframe", "object"}
    assert "url(" not in html
    assert "@import" not in html
    assert ("html", {"lang": "en"}) in page.elements


@pytest.mark.parametrize("pygments", [True, False], ids=["coloured", "plain"])
def test_each_line_of_code_is_a_line_whatever_its_tokens(pygments, monkeypatch):
    if not pygments:
        without_pygments(monkeypatch)
    source = '\n\n"""one\ntwo"""\r\nx = 1\rif x < 2:\n\ty = "&"'

    page = Page(feedback_page(report(failed(), source=source), QKV))

    assert page.lines == ["", "", '"""one', 'two"""', "x = 1", "if x < 2:", '    y = "&"']


def shown(source, *tests, **values):
    """The lines of the code on the page that have something said of them, and what."""
    html = feedback_page(report(*(tests or [failed()]), source=source, **values), QKV)
    marked = re.findall(
        r'<span class="line[^"]*" id="([^"]*)">.*?</span>((?:<span class="remark">.*?</span>)+)',
        html.replace("\n", ""),
    )
    return {anchor: re.findall(r'"remark">(.*?)</span>', remarks) for anchor, remarks in marked}


def test_a_function_that_lost_points_says_so_on_its_line_and_is_marked_to_its_end():
    source = "def softmax(\n    scores,\n):\n    return 1\n\n    # done\n\n# Next.\ndef f(): ...\n"
    html = feedback_page(report(failed(), source=source), QKV)

    assert shown(source) == {"line-1": ["softmax: 0 of 2 points"]}
    assert re.findall(r'class="line( lost)?"', html) == [" lost"] * 6 + [""] * 3
    assert '<a href="#line-1">Your code: lines 1 to 6</a>' in html


def test_of_two_definitions_the_last_is_marked():
    assert list(shown("def softmax(): ...\nx = 1\nasync def softmax(): ...\n")) == ["line-3"]


@pytest.mark.parametrize("source", ["", "softmax = print\n", "def softmaxes(): ...\n"])
def test_a_function_that_stands_nowhere_has_no_mark(source):
    html = feedback_page(report(failed(), source=source), QKV)
    assert "Your code:" not in html
    assert " lost" not in html.partition("<body>")[2]


def test_a_function_that_lost_nothing_has_no_mark():
    passed = GradedTest("test_a", "", Outcome.PASSED, 1.0)
    assert shown("def softmax(): ...\n", passed) == {}


def test_a_line_on_which_tests_raised_says_so_once():
    raised = failed(outcome=Outcome.ERROR, message="ValueError on line 2 of your file.")
    other = failed(
        outcome=Outcome.ERROR, message="An exception of your own on line 1 of your file."
    )
    assert shown("x = 1\ny = 2\n", raised, raised, other) == {
        "line-1": ["An exception of your own here, in softmax"],
        "line-2": ["ValueError here, in softmax"],
    }


def test_a_notebook_is_shown_cell_by_cell_with_the_marks_in_the_cells():
    source = (
        "# %% code cell 1\nx = 1\n\n# %% code cell 1\n\n# %% code cell 2\n"
        "def softmax(s):\n    return s\n\n# %% code cell 3\n"
    )
    raised = failed(outcome=Outcome.ERROR, message="ValueError in code cell 2, line 2.")
    flags = ("code cell 1, line 1: NameError: name 'x' is not defined",)
    html = feedback_page(report(raised, source=source, flags=flags), QKV)

    assert shown(source, raised, flags=flags) == {
        "cell-1-line-1": ["NameError: name &#39;x&#39; is not defined"],
        "cell-2-line-1": ["softmax: 0 of 2 points"],
        "cell-2-line-2": ["ValueError here, in softmax"],
    }
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", html) == [f"Code cell {n}" for n in (1, 2, 3)]
    assert "Your code: code cell 2, lines 1 to 2" in html
    assert "# %% code cell 1" in Page(html).text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"flags": ("line 1: NameError: oh. What stands below was not run",)}, "NameError: oh."),
        (
            {"status": Status.NOT_GRADABLE, "reason": "qkv.py, line 1: SyntaxError: bad"},
            "SyntaxError: bad",
        ),
    ],
)
def test_a_line_on_which_loading_went_wrong_says_so(values, said):
    (remark,) = shown("def softmax(): ...\n", **values)["line-1"][-1:]
    assert remark.startswith(said)


def test_a_remark_on_a_line_that_is_not_there_is_left_out():
    flags = ("line 99: NameError: oh", "code cell 3, line 1: NameError", "line 1 and so on")
    assert shown("x = 1\n", flags=flags) == {}


def test_long_code_is_shown_without_colours():
    html = feedback_page(report(failed(), source="x = 1\n" * 20_000), QKV)

    assert html.count('<span class="line">x = 1</span>') == 20_000


def test_control_characters_and_turned_text_do_not_reach_the_page():
    html = feedback_page(
        report(failed(message="\x1b[31mred\u202e\x00"), source="a\x00\u202eb"), QKV
    )

    assert html.replace("\n", "").isprintable()


def test_a_name_that_utf8_cannot_hold_still_makes_a_page():
    found = Report("a\udcffb", "qkv", Status.GRADED)

    assert feedback_page(found, QKV).encode()


def test_the_class_page_links_each_student_and_shows_the_instructor_reasons_and_flags():
    reports = [
        report(failed(), GradedTest("test_b", "", Outcome.PASSED, 1.0), flags=("Two files.",)),
        Report("b/o", "qkv", Status.ERROR, reason="the grader ended"),
    ]

    page = Page(
        class_page(reports, QKV, {"anna": "feedback/anna.html", "b/o": "feedback/b_o~1.html"})
    )

    assert page.text == (
        "Queries, keys and values 2 submissions: 1 graded, 1 without a score through our own "
        "fault. Mean of the graded: 1 of 3. submission softmax quiz score status "
        "anna 1 0 1 graded Two files. b/o - - - our error the grader ended"
    )
    assert [attributes["href"] for tag, attributes in page.elements if tag == "a"] == [
        "feedback/anna.html",
        "feedback/b_o~1.html",
    ]


def without_pygments(monkeypatch):
    real = builtins.__import__

    def refuse(name, *arguments, **keywords):
        if name.startswith("pygments"):
            raise ImportError(name)
        return real(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", refuse)


MAPS = Maps(
    rows="seq_q",
    columns="seq_k",
    at="batch=0, heads=1",
    got=((0.5, 0.5), (0.25, float("nan"))),
    expected=((0.5, 0.5), (0.125, 0.875)),
)


def with_symptom(**values):
    shape = "(batch=1, heads=2, seq_q=2, seq_k=2)"
    symptom = Symptom("two token toy", shape, shape, **values)
    exercise = GradedExercise("softmax", "Weights", (failed(),), None, symptom)
    return Report("anna", "qkv", Status.GRADED, exercises=(exercise,))


def test_an_unknown_mistake_is_said_to_be_that_with_the_shapes():
    assert (
        "No known mistake matches. "
        'On the example "two token toy" the shape is right, '
        "(batch=1, heads=2, seq_q=2, seq_k=2), and the values are not. "
        "✗ Each row sums to 1."
    ) in Page(feedback_page(with_symptom(), QKV)).text


def test_two_small_maps_stand_side_by_side_with_their_words():
    page = Page(feedback_page(with_symptom(maps=MAPS), QKV))

    pictures = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert [picture["aria-label"] for picture in pictures] == [
        "Yours. seq_q 0: 0.50, 0.50; seq_q 1: 0.25, nan.",
        "Expected. seq_q 0: 0.50, 0.50; seq_q 1: 0.12, 0.88.",
    ]
    assert {picture["role"] for picture in pictures} == {"img"}
    assert (
        "Yours seq_q ↓ seq_k → 0.50 0.50 0.25 nan Expected seq_q ↓ seq_k → 0.50 0.50 0.12 0.88 "
        'The example "two token toy" at batch=0, heads=1: '
        "a row for each seq_q, a column for each seq_k. Framed numbers differ."
    ) in page.text


def test_the_larger_a_number_the_darker_its_cell_and_what_differs_is_framed():
    page = Page(feedback_page(with_symptom(maps=MAPS), QKV))

    cells = [
        (attributes["class"], attributes["fill-opacity"])
        for tag, attributes in page.elements
        if tag == "rect"
    ]
    assert cells == [
        *[("same", "0.275"), ("same", "0.275"), ("differs", "0.092"), ("differs", "0.0")],
        *[("same", "0.275"), ("same", "0.275"), ("differs", "0.0"), ("differs", "0.55")],
    ]


def test_numbers_are_as_short_as_their_cells():
    maps = replace(MAPS, got=((-0.00734, 12345.6, -1.5e7),), expected=((0.0, 0.0, 0.0),))
    page = Page(feedback_page(with_symptom(maps=maps), QKV))
    assert "seq_k → -0.01 12346 -2e+07 Expected" in page.text


def test_maps_of_two_sizes_differ_where_one_has_no_entry():
    maps = replace(MAPS, got=((0.5,),), expected=((0.5, 0.5),), at="")
    page = Page(feedback_page(with_symptom(maps=maps), QKV))

    cells = [attributes["class"] for tag, attributes in page.elements if tag == "rect"]
    assert cells == ["same", "same", "differs"]
    assert 'The example "two token toy": a row for each seq_q' in page.text


def test_a_page_without_maps_has_no_picture():
    assert "svg" not in Page(feedback_page(with_symptom(), QKV)).tags
