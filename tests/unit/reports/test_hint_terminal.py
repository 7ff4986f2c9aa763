import pytest

from course.reports.hint_terminal import render
from course.reports.terminal import Screen
from course.student.hints import ShownHint

TEXT = "Take one row of three scores, and compute its weights with a pocket calculator."


@pytest.mark.parametrize(
    ("hint", "last"),
    [
        (ShownHint("softmax", "Weights", 1, 3, TEXT), 'Another one: "course hint softmax".'),
        (ShownHint("softmax", "Weights", 3, 3, TEXT), "That was the last one."),
        (
            ShownHint("softmax", "Weights", 3, 3, TEXT, again=True),
            'There is no further hint. From the first again: "course\nhint softmax --restart".',
        ),
        (
            ShownHint("softmax", "Weights", 1, 3, TEXT, kept=False),
            "It cannot be kept here that you saw this hint, so it\n"
            "will come again. All of them are in handout.html.",
        ),
    ],
)
def test_a_hint_is_followed_by_how_to_go_on(hint, last):
    assert render(hint, Screen(width=56)) == (
        "softmax: Weights\n\n"
        f"  Hint {hint.number} of 3: Take one row of three scores, and compute\n"
        "  its weights with a pocket calculator.\n\n"
        f"{last}\n"
    )


def test_letters_that_the_screen_lacks_are_spelled():
    hint = ShownHint("softmax", "Weights", 1, 3, "Divide by √2 …")
    assert render(hint, Screen(encoding="ascii")).isascii()
