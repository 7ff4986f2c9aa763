import pytest

from course.plain import one_line, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[Hgone", "gone"),
        ("\x1b]0;title\x07kept", "kept"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq...\x1b\\after", "after"),
        ("\x9b31mred", "red"),
        ("a\x00b\x07c\x7f", "abc"),
        ("left\u202eright", "leftright"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("one\r\ntwo", "one\ntwo"),
        ("10 %\r50 %\r100 %", "100 %"),
        ("a\tb", "a   b"),
        ("ünïcödé 日本 🙂", "ünïcödé 日本 🙂"),
    ],
)
def test_what_steers_a_terminal_is_left_out_and_the_rest_stays(text, shown):
    assert plain(text) == shown


def test_a_long_text_is_cut_with_a_mark():
    assert plain("a" * 100, 10) == "aaaaaaaaaa …"


def test_an_escape_sequence_at_the_cut_shows_no_tail():
    assert "\x1b" not in plain("a" * 9 + "\x1b[31m" + "b" * 100, 10)
    assert "[31" not in plain("a" * 9 + "\x1b[31m" + "b" * 100, 10)


def test_one_line_has_no_line_ends():
    assert one_line(" a\n\n b\tc ") == "a b c"


def test_one_line_is_cut():
    assert one_line("word " * 100, 12) == "word word wo"
