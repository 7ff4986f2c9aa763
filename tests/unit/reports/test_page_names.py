import unicodedata

import pytest

from course.reports.page_names import page_names


def test_harmless_names_are_kept():
    names = ["s001", "Anna", "o.neill-2", "Zoë", "李雷"]

    assert list(page_names(names).values()) == [f"{name}.html" for name in names]


HOSTILE = [
    "",
    ".",
    "..",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "a_b",
    "C:evil",
    "-rf",
    ".hidden",
    "dot.",
    "space end ",
    "nul",
    "COM1.txt",
    "<script>alert(1)</script>",
    "a\x00b",
    "a\nb",
    "a\udcffb",
    "x" * 500,
    "x" * 501,
    "\U0001d518" * 300,
    "eve~1",
    "eve",
    "Eve",
    "EVE",
    "Zoë",
    unicodedata.normalize("NFD", "Zoë"),
    "straße",
    "strasse",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_page_name_is_one_safe_part_of_a_path(name):
    page = page_names(HOSTILE)[name]

    assert not set(page) & set('/\\:*?"<>|\0\n ')
    assert page.isprintable()
    assert not page.startswith((".", "-"))
    assert len(page.encode()) <= 240
    assert page.split(".")[0].lower() not in {"con", "nul", "com1"}


def test_two_names_never_share_a_page_even_where_case_and_unicode_form_do_not_count():
    pages = page_names(HOSTILE)

    folded = {unicodedata.normalize("NFKC", page).casefold() for page in pages.values()}
    assert len(folded) == len(set(HOSTILE))


def test_a_name_made_to_look_like_anothers_hash_does_not_take_its_page():
    victim = "a/b"
    page = page_names([victim])[victim]
    thief = page.removesuffix(".html")

    pages = page_names([victim, thief])

    assert pages[victim] == page
    assert pages[thief] != page
