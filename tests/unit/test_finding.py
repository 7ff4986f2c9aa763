import pytest

from course.finding import NOT_WRITTEN, finding
from course.model import Diagnosis, Symptom

NAMED = Diagnosis("You square. Look at 3.", "squared")
SHAPE = "(batch=1, seq=2)"


@pytest.mark.parametrize(
    ("diagnosis", "symptom", "said"),
    [
        (None, None, ()),
        (NAMED, None, (NAMED.message,)),
        (Diagnosis(NOT_WRITTEN), Symptom("toy", "an error", SHAPE), (NOT_WRITTEN,)),
        (
            NAMED,
            Symptom("two token toy", "(2, 1)", SHAPE),
            (
                NAMED.message,
                'On the example "two token toy" you return (2, 1); expected (batch=1, seq=2).',
            ),
        ),
        (
            None,
            Symptom("two token toy", SHAPE, SHAPE),
            (
                "No known mistake matches.",
                'On the example "two token toy" the shape is right, (batch=1, seq=2), '
                "and the values are not.",
            ),
        ),
        (
            None,
            Symptom("toy", "a KeyError", SHAPE, raised=True),
            (
                "No known mistake matches.",
                'On the example "toy" you raise a KeyError; expected (batch=1, seq=2).',
            ),
        ),
        (
            None,
            Symptom(),
            (
                "No known mistake matches.",
                "The public examples all come out right; the hidden tests try other inputs.",
            ),
        ),
    ],
)
def test_the_mistake_comes_first_and_the_shapes_next(diagnosis, symptom, said):
    assert finding(diagnosis, symptom) == said
