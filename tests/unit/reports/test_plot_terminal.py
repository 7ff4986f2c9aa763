from dataclasses import replace

import pytest

from course.reports.columns import columns
from course.reports.plot_terminal import render
from course.reports.terminal import Screen
from course.student.plotting import Pair, Plot

LABELS = ("一", "two", "thirteen letters")
SHOWN = ((1.0, 0.0, 0.0), (0.25, 0.5, 0.25), (0.0, 0.0, 1.0))
EXPECTED = ((1.0, 0.0, 0.0), (0.25, 0.25, 0.5), (0.0, 0.0, 1.0))
PLOT = Plot(
    title="Who looks at whom",
    labels=LABELS,
    rows="seq_q",
    columns="seq_k",
    pairs=(Pair("", SHOWN, EXPECTED),),
    heading="Swap axes",
)


def test_maps_stand_side_by_side_where_they_fit():
    assert render(PLOT, Screen(width=60)) == (
        "Who looks at whom\n"
        "\n"
        "A row for each seq_q, a column for each seq_k. Blank is\n"
        "0.00, ███ is 1.00.\n"
        "\n"
        "         Swap axes                 Expected\n"
        "         一   two  thir            一   two  thir\n"
        "一       ████             一       ████\n"
        "two      ░░░░ ▒▒▒▒ ░░░░   two      ░░░░ ░░░░ ▒▒▒▒\n"
        "thirteen           ████   thirteen           ████\n"
        "\n"
        "1 of 3 rows differ.\n"
    )


def test_maps_stand_below_one_another_where_they_do_not():
    lines = render(PLOT, Screen(width=30)).splitlines()
    assert "         Swap axes" in lines
    assert "         Expected" in lines
    assert max(map(columns, lines)) <= 30


@pytest.mark.parametrize("width", [20, 40, 60, 200])
def test_a_long_sentence_fits_any_width(width):
    rows = tuple(tuple(float(i == j) for j in range(15)) for i in range(15))
    many = replace(PLOT, labels=("token",) * 15, pairs=(Pair("heads=0", rows, rows),))
    text = render(many, Screen(width=width))
    assert max(map(columns, text.splitlines())) <= max(width, 38)
    assert text.count("token") == 30 + (30 if "token token" in text else 0)


def test_a_map_of_one_number_alone_is_blank():
    flat = replace(PLOT, labels=("a",), pairs=(Pair("", ((0.5,),), ((0.5,),)),))
    assert "0 of 1 rows differ." in render(flat, Screen())


def test_letters_stand_for_blocks_where_there_are_none():
    text = render(PLOT, Screen(width=60, encoding="ascii"))
    assert text.isascii()
    assert "two      .... :::: ....   two      .... .... ::::" in text


def test_colours_are_for_headings_alone():
    assert "\x1b[1mWho looks at whom\x1b[0m" in render(PLOT, Screen(colour=True))
    assert "\x1b" not in render(PLOT, Screen())
