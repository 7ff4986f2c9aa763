"""The feedback pages, as a student and an instructor open them: readable, and dead inside."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect

from course.gradebook.feedback import feedback_page as notebook_page
from course.gradebook.noted import note, noted
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
    Written,
)
from course.reports.class_page import class_page
from course.reports.feedback import feedback_page

SCRIPT = (
    "</pre></style></title>--><script>document.title='run'</script>"
    "<img src=x onerror=document.title='run'><svg onload=document.title='run'>"
    "<a href=\"javascript:document.title='run'\">a</a>\"'`<iframe srcdoc=x></iframe>"
)
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
MAPS = Maps(
    "seq_q", "seq_k", "batch=0", ((0.5, float("nan")), (0.1, 0.9)), ((0.5, 0.5), (0.2, 0.8))
)


def report(text, status=Status.GRADED):
    """A report in which everything that can be said is said."""
    shape = "(batch=1, seq_q=2, seq_k=2)"
    tests = tuple(
        GradedTest(f"test_{outcome}", text or f"The rows {outcome}.", outcome, 0.5, text, text)
        for outcome in Outcome
    )
    source = f"# {text}\ndef softmax(scores):\n    '''{text}'''\n    return scores  # {'x' * 150}\n"
    return Report(
        text or "anna",
        "qkv",
        status,
        (
            GradedExercise(
                "softmax",
                text or "Turn scores into weights",
                tests,
                Diagnosis(text or "You normalised over the queries: see `axis`."),
                Symptom(text or "toy", shape, shape, False, MAPS),
            ),
            GradedExercise("mix", "Mix", (GradedTest("test_a", "A.", Outcome.PASSED, 1.0),)),
        ),
        (GradedQuestion("a", text or "What is mixed?", text or "b", False, 1.0),),
        flags=(f"line 3: ValueError: {text}", text or "Two files differ."),
        reason=text,
        source=source,
    )


def assignment(text):
    name = text or "Queries, keys and values"
    asked = Written("why", text or "Why *so*?", "Look.", 2.0)
    exercises = (Exercise("softmax", name), Exercise("mix", name))
    return Assignment("qkv", name, "", "", exercises, written=(asked,))


def notebook(text):
    """An autograded notebook with every kind of output."""

    def settings(grade_id, **values):
        known = {"grade_id": grade_id, "grade": True, "solution": True, "task": False}
        return {
            "nbgrader": {**known, "score": 1.0, "points": 2.0, "comment": text or "Good.", **values}
        }

    table = f"<table><tr><th>{text}</th><td onclick=\"document.title='run'\">1</td></tr></table>"
    said = text or "hello"
    outputs = [
        new_output("stream", name="stdout", text=said + "x" * 200),
        new_output("stream", name="stderr", text=said),
        new_output("display_data", data={"text/html": table, "text/plain": said}),
        new_output("display_data", data={"text/html": said, "text/markdown": said}),
        new_output("display_data", data={"image/svg+xml": said, "application/javascript": said}),
        new_output("display_data", data={"image/png": text or PICTURE, "text/plain": said}),
        new_output("error", ename=text or "ValueError", evalue=said, traceback=[said]),
    ]
    code = f"# {text}\ndef softmax(scores):\n    return scores\n"
    nb = new_notebook(
        cells=[
            new_code_cell(code, metadata=settings("softmax", grade=False), outputs=outputs),
            new_code_cell("check()", metadata=settings("test_softmax", solution=False)),
            new_markdown_cell(said, metadata=settings("written_why", waits=True)),
        ]
    )
    note(nb, assignment(text), report(text))
    about = {"assignment": "qkv", "student": text or "anna", "late_penalty": 1.0}
    return notebook_page(nb, {**about, "score": 3.0, "max_score": 8.0}, noted(nb))


def one(text):
    return feedback_page(report(text), assignment(text))


def not_gradable(text):
    return feedback_page(report(text, Status.NOT_GRADABLE), assignment(text))


def whole_class(text):
    found = [report(text), Report("bo", "qkv", Status.ERROR, reason=text or "It ended.")]
    names = {each.submission: f"feedback/{each.submission}.html" for each in found}
    return class_page(found, assignment(text), names)


PAGES = pytest.mark.parametrize("make", [one, not_gradable, whole_class, notebook])


@pytest.fixture
def opened(page, tmp_path):
    """Opens a page from the file system; it may ask for nothing else, and write to no console."""
    asked = []

    def opened(html, **settings):
        page.set_viewport_size({"width": settings.pop("width", 1000), "height": 800})
        page.emulate_media(**settings)
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield opened
    here = (tmp_path / "page.html").as_uri()
    assert [url for url in asked if url != here and not url.startswith("data:image/png")] == []


@PAGES
def test_nothing_that_anybody_wrote_is_run(make, opened):
    page = opened(make(SCRIPT))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.wait_for_timeout(200)
    assert "Feedback" in page.title() or "Class" in page.title()
    assert page.locator("script, iframe, svg[onload], [onerror], [onclick]").count() == 0
    assert page.locator("a:not([href^='#']):not([href^='feedback/'])").count() == 0
    assert "document.title='run'" in page.locator("main").inner_text()


@PAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 390])
def test_a_page_has_no_barrier_and_fits(make, scheme, width, opened, barriers):
    page = opened(make(""), color_scheme=scheme, width=width)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_way_from_a_score_to_its_lines_is_walked_by_keyboard(opened):
    page = opened(one(""))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#exercise-softmax")
    page.get_by_role("link", name="Your code: lines 2 to 4").press("Enter")
    page.wait_for_url("**#line-2")
    expect(page.locator(":target + .remark")).to_contain_text("softmax: 0.5 of 3.5 points")


def test_what_passed_is_unfolded_by_keyboard(opened):
    page = opened(one(""))
    fold = page.locator("#exercise-mix details")
    expect(fold.get_by_text("A.", exact=False)).to_be_hidden()
    fold.locator("summary").press("Enter")
    expect(fold.locator("li")).to_be_visible()


def test_a_table_and_a_picture_of_a_student_are_shown(opened):
    page = opened(notebook(""))
    assert page.locator("div.output table td").last.inner_text() == "1"
    assert page.locator("img.output").evaluate("picture => picture.naturalWidth") == 1
