"""The handout, as a student opens it from their folder."""

import ast
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from course.audit.leaks import Hidden
from course.catalog import find_assignment, load_answers, load_course, load_solution
from course.cli import course

COURSE = load_course(Path(__file__).parents[2])
QKV = find_assignment(COURSE, "qkv")
run = partial(CliRunner().invoke, course)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    """The handout of the chapter, generated once."""
    folder = tmp_path_factory.mktemp("release")
    done = run(["generate", "qkv", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return folder / "qkv/handout.html"


@pytest.fixture
def asked():
    """Whatever a page asked for."""
    return []


@pytest.fixture
def opened(handout, page, asked):
    """The handout on a wide screen."""
    page.set_viewport_size(WIDE)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(handout.as_uri())
    return page


def resize(page, size):
    """Give the page another size, and wait until it has it."""
    page.set_viewport_size(size)
    page.wait_for_function("width => innerWidth === width", arg=size["width"])


def answers(page, *chosen):
    """The line to paste, as Python reads it, once every choice is in it."""
    for choice in chosen:
        expect(page.locator("#answers")).to_contain_text(choice)
    [statement] = ast.parse(page.locator("#answers").inner_text()).body
    assert statement.targets[0].id == "answers"
    return ast.literal_eval(statement.value)


def test_nothing_but_the_file_itself_is_asked_for(opened, asked, handout):
    opened.get_by_text("Hint 1").first.click()
    opened.get_by_role("radio").first.check()
    opened.wait_for_load_state("networkidle")
    assert asked == [handout.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_no_barrier(opened, barriers, scheme, size):
    opened.emulate_media(color_scheme=scheme)
    resize(opened, size)
    opened.evaluate("document.querySelectorAll('details').forEach(hint => { hint.open = true; })")
    opened.get_by_role("radio").first.check()
    assert barriers(opened) == []


@pytest.mark.parametrize("width", [320, 390, 768])
def test_the_page_itself_never_scrolls_sideways(opened, width):
    resize(opened, {"width": width, "height": 844})
    opened.evaluate("document.querySelectorAll('details').forEach(hint => { hint.open = true; })")
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    wider = "code => code.scrollWidth > code.clientWidth"
    assert opened.locator("pre").evaluate_all(f"all => all.some({wider})")


def test_headings_go_down_one_level_at_a_time(opened):
    levels = opened.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_link_inside_the_page_leads_somewhere(opened):
    links = opened.locator("a[href^='#']").evaluate_all("all => all.map(a => a.hash.slice(1))")
    assert len(links) > 10
    assert [name for name in links if not opened.locator(f"[id='{name}']").count()] == []


def test_the_keyboard_skips_the_contents(opened):
    opened.keyboard.press("Tab")
    skip = opened.get_by_role("link", name="Skip the contents")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0
    opened.keyboard.press("Enter")
    opened.wait_for_url("**#text")
    opened.keyboard.press("Tab")
    expect(skip).not_to_be_focused()
    assert not opened.evaluate("document.querySelector('nav').contains(document.activeElement)")


def test_a_hint_opens_and_closes_by_keyboard(opened):
    hint = opened.get_by_text("Print X.shape and W_q.shape.")
    expect(hint).to_be_hidden()
    opened.locator("summary", has_text="Hint 1").first.focus()
    opened.keyboard.press("Enter")
    expect(hint).to_be_visible()
    opened.keyboard.press("Enter")
    expect(hint).to_be_hidden()


def test_choices_made_by_keyboard_become_the_line_to_paste(opened):
    assert set(answers(opened, "None}").values()) == {None}
    opened.get_by_role("group", name="Question 1").get_by_role("radio").first.focus()
    opened.keyboard.press("Space")
    for _ in range(2):
        opened.keyboard.press("ArrowDown")
    opened.get_by_role("group", name="Question 3").get_by_role("radio").first.focus()
    opened.keyboard.press("Space")
    assert answers(opened, '"head_dim": "c"', '"what_is_mixed": "a"') == {
        "head_dim": "c",
        "shared_dim": None,
        "what_is_mixed": "a",
        "output_i": None,
    }


def test_a_choice_is_made_by_a_click_on_its_text_too(opened):
    opened.get_by_text("The raw token embeddings").click()
    assert answers(opened, '"what_is_mixed": "c"')["head_dim"] is None


def test_the_line_is_copied(opened, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("radio").first.check()
    opened.get_by_role("button", name="Copy").click()
    opened.get_by_role("button", name="Copied").wait_for()
    assert opened.evaluate("navigator.clipboard.readText()") == (
        'answers = {"head_dim": "a", "shared_dim": None, "what_is_mixed": None, "output_i": None}'
    )


def test_where_the_clipboard_is_closed_the_line_is_selected(opened):
    opened.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject('closed'); }")
    opened.get_by_role("button", name="Copy").click()
    opened.get_by_role("button", name="Selected").wait_for()
    assert opened.evaluate("getSelection().toString()").startswith("answers = {")


def test_without_scripts_the_dict_to_fill_in_is_there(browser, handout):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(handout.as_uri())
    assert '"head_dim": None,  # "a", "b", "c" or "d"' in page.locator("#answers").inner_text()
    assert not page.get_by_role("button", name="Copy").is_visible()
    context.close()


def test_pictures_are_told_and_stay_inside_the_page(opened):
    resize(opened, PHONE)
    pictures = opened.get_by_role("img")
    assert pictures.count() == 14
    for picture in pictures.all():
        assert ": " in picture.get_attribute("aria-label")
        box = picture.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


def test_a_number_in_a_map_can_be_read_in_the_dark(opened):
    """The strongest cell, where the tint is nearest to the ink."""
    opened.emulate_media(color_scheme="dark")
    contrast = opened.evaluate("""() => {
        const luminance = (colour) => {
            const parts = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255);
            const linear = parts.map((part) => (
                part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
        };
        const fill = (element) => luminance(getComputedStyle(element).fill);
        return Array.from(document.querySelectorAll(".picture rect"), (rect) => {
            const [darker, lighter] = [fill(rect), fill(rect.nextElementSibling)].sort();
            return (lighter + 0.05) / (darker + 0.05);
        });
    }""")
    assert min(contrast) >= 4.5


def test_the_source_tells_no_answer(handout):
    """Every option stands in it alike; which one is right, nowhere."""
    source = handout.read_text(encoding="utf-8")
    for question, letter in load_answers(COURSE, QKV).items():
        assert source.count(f'name="{question}" value="{letter}"') == 1
        assert f'"{question}": "{letter}"' not in source
    assert "checked>" not in source


def test_no_line_of_a_solution_is_on_the_page(opened):
    shown = opened.locator("body").text_content()
    references = [load_solution(COURSE, QKV, exercise).reference for exercise in QKV.exercises]
    assert [leak for one in references if (leak := Hidden(one, []).leak(shown))] == []
