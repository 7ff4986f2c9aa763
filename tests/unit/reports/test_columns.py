import pytest

from course.reports.columns import columns, cut, fold, wrap


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("\u6f22\u5b57", 4), ("e\u0301", 1), ("", 0)]
)
def test_wide_letters_take_two_columns_and_accents_none(text, width):
    assert columns(text) == width


def test_a_line_that_fits_is_not_cut():
    assert cut("abcde", 5) == "abcde"


def test_a_longer_line_ends_in_an_ellipsis():
    assert cut("abcdef", 5) == "abcd…"
    assert cut("\u6f22\u5b57\u6f22", 4) == "\u6f22…"


def test_words_are_wrapped_and_a_longer_word_is_broken():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("a abcdefgh b", 3) == ["a", "abc", "def", "gh", "b"]


def test_nothing_wraps_to_no_lines():
    assert wrap("  ", 7) == []


def test_folding_keeps_the_spaces():
    assert fold("  ab  cd", 4) == ["  ab", "  cd"]
    assert fold("", 4) == [""]


def test_a_letter_wider_than_the_limit_is_kept_all_the_same():
    assert fold("\u6f22\u5b57", 1) == ["\u6f22", "\u5b57"]
