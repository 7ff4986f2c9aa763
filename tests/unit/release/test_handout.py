import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course.catalog import load_course
from course.errors import AuthorError, Problem
from course.release.handout import handout
from course.release.render import render


def chapter(folder: Path) -> Path:
    return folder / "exercises" / "warm_up" / "chapter.md.j2"


def page(folder: Path) -> str:
    course = load_course(folder)
    assignment = course.assignments[0]
    return handout(assignment, render(course, assignment), chapter(folder)).decode()


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
    headings = re.findall(r"<h\d>(.*?)</h\d>", page(folder))
    assert headings == [
        "Warm-up",
        "Doubling",
        "Exercise: Double every number",
        "Norms",
        "Exercise: The length of a vector",
        "Quiz",
        "Question 1",
    ]


def test_the_page_needs_no_network(folder: Path) -> None:
    tags = Tags(page(folder)).found
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object"}
    policies = [attrs["content"] for tag, attrs in tags if "http-equiv" in attrs and tag == "meta"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert "url(" not in page(folder)


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
    hint = html.index("<details><summary>Hint 1</summary>")
    assert skeleton < hint < html.index("<h2>Norms</h2>")
    assert "<p>One operator is enough.</p>" in html


def test_a_skeleton_is_shown_as_code(folder: Path) -> None:
    assert 'raise NotImplementedError("double is not written yet")' in text_of(
        page(folder)
    ).replace("&quot;", '"')


def test_a_code_block_of_another_language_stays_plain(folder: Path) -> None:
    chapter(folder).write_text(chapter(folder).read_text().replace("```python", "```text"))
    assert '<pre><code class="language-text"># not a heading\n' in page(folder)


def test_a_quiz_hint_leads_to_its_paragraph(folder: Path) -> None:
    html = page(folder)
    assert '<a href="#double">Read it again</a>' in html
    assert '<a id="double"></a>' in html


def test_the_neighbours_are_named_and_linked_where_they_exist(folder: Path) -> None:
    html = page(folder)
    assert "Previous chapter: Counting<br />" in html
    assert 'Next chapter: <a href="norms.html">Norms</a>' in html


def test_a_title_is_escaped(folder: Path) -> None:
    text = chapter(folder).read_text().replace('title = "Warm-up"', 'title = "a < b & c"')
    chapter(folder).write_text(text)
    assert "<title>a &lt; b &amp; c</title>" in page(folder)
