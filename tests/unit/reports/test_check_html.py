import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course.check_report import CheckedExercise, CheckReport, Shown, Verdict
from course.maps import Maps
from course.reports.check_html import render_html

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\x1b[31m\u202e"
AGAIN = "in its cell"


class Tags(HTMLParser):
    """The tags and attributes of a page, each of which has to be closed."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("img", "br", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def tags(html):
    parser = Tags()
    parser.feed(html)
    assert parser.open == []
    return parser


def test_it_is_well_formed_and_the_first_failure_is_in_full(checked):
    html = render_html(checked, AGAIN)
    tags(html)
    assert "<code>split_heads</code>: Split the features into heads" in html
    assert "You left the heads behind the tokens." in html
    assert "<summary>Hint</summary><p>Two steps: first cut the last axis" in html
    assert 'value="1" max="6"' in html
    assert "<strong>Next: change split_heads in its cell.</strong>" in html


def test_what_came_is_shown_beside_what_is_due_as_maps(checked):
    maps = Maps("seq_q", "seq_k", "heads=0", ((0.5, 0.5),), ((0.25, 0.75),))
    wrong = replace(checked.exercises[1], maps=maps)
    html = render_html(replace(checked, exercises=(wrong,)), AGAIN)
    tags(html)
    assert html.count("<svg") == 2
    assert 'aria-label="Yours. seq_q 0: 0.50, 0.50."' in html


def test_whatever_a_students_code_gave_is_text():
    shown = Shown(NASTY, NASTY, NASTY)
    exercise = CheckedExercise(
        NASTY,
        NASTY,
        Verdict.FAILED,
        summary=NASTY,
        diagnosis=f"{NASTY}!",
        example=NASTY,
        inputs=(shown, replace(shown, kind="")),
        got=shown,
        place=NASTY,
        code=NASTY,
        output=NASTY,
        hint=NASTY,
    )
    html = render_html(CheckReport("a", NASTY, "a.py", (exercise,), notes=(NASTY,)), AGAIN)
    found = tags(html)
    assert found.tags & {"script", "img"} == set()
    assert not {name for name in found.attributes if name.startswith("on")}
    assert not re.search("[\x1b\u202e]", html)


@pytest.mark.parametrize("answered", [1, 2])
def test_when_all_passes_it_says_what_is_left(answered):
    done = CheckedExercise("f", "F", Verdict.PASSED)
    html = render_html(CheckReport("a", "A", "a", (done,), answered=answered, questions=2), AGAIN)
    tags(html)
    assert "<progress" not in html
    assert ("Nothing left to do here." in html) == (answered == 2)
