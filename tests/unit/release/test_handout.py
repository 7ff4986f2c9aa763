import base64
import hashlib
import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course.catalog import load_course
from course.errors import AuthorError
from course.problem import Problem
from course.release.handout import handout
from course.release.render import render


def chapter(folder: Path) -> Path:
    return folder / "exercises" / "warm_up" / "chapter.md.j2"


def page(folder: Path) -> str:
    course = load_course(folder)
    assignment = course.assignments[0]
    return handout(course, assignment, render(course, assignment)).decode()


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_the_page_holds_chapter_exercises_and_quiz_in_order(folder: Path) -> None:
    headings = re.findall(r"<h(\d)[^>]*>(.*?)</h\1>", page(folder))
    assert headings == [
        ("1", "Warm-up"),
        ("2", "Doubling"),
        ("3", "Exercise: Double every number"),
        ("2", "Norms"),
        ("3", "Exercise: The length of a vector"),
        ("2", "Quiz"),
        ("3", "Question 1"),
        ("3", "Your answers"),
    ]


def test_the_contents_lead_to_every_heading_below_the_title(folder: Path) -> None:
    html = page(folder)
    contents = html[html.index("<nav") : html.index("</nav>")]
    links = re.findall(r'<a href="#([^"]+)">(.*?)</a>', contents)
    assert [title for _, title in links] == [
        "Doubling",
        "Exercise: Double every number",
        "Norms",
        "Exercise: The length of a vector",
        "Quiz",
    ]
    assert [anchor for anchor, _ in links if f'id="{anchor}"' not in html] == []


def test_every_anchor_is_there_once(folder: Path) -> None:
    titles = ["Doubling", "Double", "?", "Contents", "Answers", "Copy", "Text", "Quiz form"]
    titles += ["Your answers", "Quiz", "Question 1"]
    headings = "\n\n".join(f"## {title}" for title in titles)
    chapter(folder).write_text(chapter(folder).read_text().replace("## Norms", headings))
    names = [attrs["id"] for _, attrs in Tags(page(folder)).found if "id" in attrs]
    assert sorted(set(names)) == sorted(names)
    assert {"double", "double-2", "doubling", "doubling-2", "heading", "quiz-2"} <= set(names)


def test_the_page_needs_no_network(folder: Path) -> None:
    tags = Tags(page(folder)).found
    assert not {tag for tag, _ in tags} & {"link", "img", "iframe", "object"}
    assert not any({"src", "srcset", "action"} & attrs.keys() for _, attrs in tags)
    assert "url(" not in page(folder)


def test_no_script_but_the_quizs_own_may_run(folder: Path) -> None:
    html = page(folder)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert [attrs["content"] for _, attrs in Tags(html).found if "http-equiv" in attrs] == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'"
    ]


def test_a_chapter_without_a_quiz_has_no_script(folder: Path) -> None:
    (folder / "exercises" / "warm_up" / "quiz.toml").unlink()
    html = page(folder)
    assert "script" not in html
    assert 'href="#quiz"' not in html


def test_formulas_are_mathml(folder: Path) -> None:
    html = page(folder)
    assert "$" not in html
    assert re.search(r'<math [^>]*display="block"><mrow><msub><mi>y</mi><mi>i</mi></msub>', html)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (r"\sqrt", r"the formula '\sqrt' cannot be set: NoAvailableTokensError"),
        (r"\atention x", r"the formula '\atention x' cannot be set: '\atention' is not known"),
    ],
)
def test_a_formula_that_cannot_be_set_is_the_authors_error(
    folder: Path, formula: str, message: str
) -> None:
    chapter(folder).write_text(chapter(folder).read_text().replace("$x + x$", f"${formula}$"))
    with pytest.raises(AuthorError) as caught:
        page(folder)
    assert caught.value.problems == (Problem(chapter(folder), message),)


def test_hints_are_folded_after_their_function(folder: Path) -> None:
    html = page(folder)
    skeleton = html.index("double is not written yet")
    hint = html.index("<summary>Hint 1</summary>")
    assert skeleton < hint < html.index(">Norms</h2>")
    assert "<p>One operator is enough.</p>" in html


def test_a_skeleton_is_shown_as_code(folder: Path) -> None:
    assert 'raise NotImplementedError("double is not written yet")' in text_of(
        page(folder)
    ).replace("&quot;", '"')


def test_a_code_block_of_another_language_stays_plain(folder: Path) -> None:
    chapter(folder).write_text(chapter(folder).read_text().replace("```python", "```text"))
    assert "<code># not a heading\nnp.array([1.0, 2.0]) * 2\n</code>" in page(folder)


def test_an_indented_block_is_escaped_and_scrolls_like_the_others(folder: Path) -> None:
    chapter(folder).write_text(chapter(folder).read_text() + "\n\nText:\n\n    a < b\n")
    assert '<pre class="code" tabindex="0"><code>a &lt; b\n</code></pre>' in page(folder)


def test_a_table_scrolls_by_itself(folder: Path) -> None:
    chapter(folder).write_text(chapter(folder).read_text() + "\n\n| a |\n|---|\n| b |\n")
    assert '<div class="scroll" tabindex="0">\n<table>' in page(folder)
    assert "</table>\n</div>" in page(folder)


def test_an_exercise_says_how_to_check_it(folder: Path) -> None:
    assert "<code>course check double</code>" in page(folder)


def test_a_question_has_its_options_as_choices_named_by_it(folder: Path) -> None:
    tags = Tags(page(folder)).found
    (group,) = [attrs for tag, attrs in tags if tag == "fieldset"]
    assert group == {"name": "twice", "aria-labelledby": "question-1 question-1-text"}
    choices = [attrs for tag, attrs in tags if tag == "input"]
    assert choices == [
        {"type": "radio", "name": "twice", "value": option} for option in ("a", "b", "c")
    ]


def test_a_written_question_stands_after_the_quiz(folder: Path) -> None:
    quiz = folder / "exercises" / "warm_up" / "quiz.toml"
    written = '[[written]]\nid = "why"\ntext = "Why *twice*?"\nhint = "Add."\npoints = 2\n'
    quiz.write_text(f"{quiz.read_text()}\n{written}")
    html = page(folder)
    contents = html[html.index("<nav") : html.index("</nav>")]
    assert text_of(contents).split("\n")[-5:-3] == ["Quiz", "In your own words"]
    asked = html[html.index(">In your own words</h2>") :]
    assert "<p>Why <em>twice</em>?</p>" in asked
    assert "2 points, given by your instructor, not by a test." in asked
    assert "<p>Add.</p>" in asked


def test_the_answers_are_shown_empty_where_no_script_runs(folder: Path) -> None:
    (output,) = re.findall(r"<output[^>]*>(.*?)</output>", page(folder), re.DOTALL)
    assert unescape(output) == ('answers = {\n    "twice": None,  # "a", "b" or "c"\n}')


def test_a_quiz_hint_leads_to_its_paragraph(folder: Path) -> None:
    html = page(folder)
    assert '<a href="#double">Read it again</a>' in html
    assert '<a id="double"></a>' in html


def test_the_neighbours_are_named_and_linked_where_the_author_did(folder: Path) -> None:
    said = text_of(page(folder).partition('aria-label="Chapters"')[2]).split()
    assert said[1:7] == ["Previous", "chapter", "Counting", "Next", "chapter", "Norms"]
    assert '<a href="norms.html">Norms</a>' in page(folder)


def test_a_neighbour_of_the_same_course_is_linked(folder: Path) -> None:
    for room in ("exercises", "solutions", "grader"):
        shutil.copytree(folder / room / "warm_up", folder / room / "counting")
    other = folder / "exercises" / "counting" / "chapter.md.j2"
    other.write_text(other.read_text().replace('title = "Warm-up"', 'title = "Counting"'))
    course = load_course(folder)
    warm_up = course.assignments[1]
    html = handout(course, warm_up, render(course, warm_up)).decode()
    assert '<a href="../counting/handout.html">Counting</a>' in html


def test_a_chapter_without_neighbours_has_no_links_to_them(folder: Path) -> None:
    text = chapter(folder).read_text().replace('previous = "Counting"\n', "")
    chapter(folder).write_text(text.replace('next = "[Norms](norms.html)"\n', ""))
    assert 'aria-label="Chapters"' not in page(folder)


def test_a_title_is_escaped(folder: Path) -> None:
    text = chapter(folder).read_text().replace('title = "Warm-up"', 'title = "a < b & c"')
    chapter(folder).write_text(text)
    assert "<title>a &lt; b &amp; c</title>" in page(folder)
