"""What a message and a grader's file must be like."""

import pytest

from course.audit import holes
from course.audit.grader_file import grader_holes, reasons
from course.audit.result import Kind, Program
from course.audit.trials import Trial
from course.grading.diagnosis import Known
from course.model import Chaff, Example, Solution, Wheat


def double(x):
    """Twice x."""
    return x + x


def thrice(x):
    return 3 * x


def of_message(message):
    solution = Solution(
        double,
        (Example("one", {"x": 1.0}),),
        (Wheat("w", double),),
        (Chaff("thrice", message, thrice),),
    )
    return [hole.kind for hole in holes.of_solution(solution, Known("double", solution), None)]


@pytest.mark.parametrize(
    "message",
    [
        "You took x thrice. Look at the factor.",
        "You took x thrice, e.g. 3 for 1. Look for `...` or `//`!",
        "You took 3.5 x (eq. 2). Where is the factor?",
    ],
)
def test_two_sentences_are_a_message(message):
    assert of_message(message) == []


@pytest.mark.parametrize("message", ["You took x thrice.", "It is wrong. Look. Think.", "No stop"])
def test_fewer_or_more_sentences_are_not(message):
    assert of_message(message) == ["chaff-message"]


def test_a_chaff_that_only_private_examples_know_is_no_hole_but_a_wrong_name_is():
    examples = (Example("zero", {"x": 0.0}), Example("one", {"x": 1.0}, public=False))

    def square_of_two(x):
        return 4.0 * x

    alike = Solution(
        double,
        examples,
        (Wheat("w", double),),
        (
            Chaff("thrice", "You took it thrice. Look.", thrice),
            Chaff("four", "You took it four times. Look.", square_of_two),
        ),
    )
    assert list(holes.of_solution(alike, Known("double", alike), None)) == []

    def one_more(x):
        return 1.0 + x

    def one_more_or_less(x):
        return 1.0 - x

    wrong = Solution(
        double,
        examples,
        (Wheat("w", double),),
        (
            Chaff("more", "You added 1. Look.", one_more_or_less),
            Chaff("less", "You took it from 1. Look.", one_more),
        ),
    )
    [hole] = holes.of_solution(wrong, Known("double", wrong), None)
    assert hole.message == (
        "Chaff 'less' is taken for 'more' by the public examples. "
        "Add an example that tells them apart."
    )


def test_a_chaff_that_only_some_seeds_kill_is_alive(audit_cell):
    program = Program(Kind.CHAFF, "lucky", 3, (audit_cell(passed=1, runs=2),))
    [hole] = holes._of_program(Trial(program, ()), (), None)
    assert hole.message == "No hidden test kills chaff 'lucky' with every seed. Let one do so."


def test_tests_in_classes_are_read_too_and_reasons_are_kept(tmp_path):
    path = tmp_path / "test_x.py"
    path.write_text(
        "import pytest\n\n\nclass TestX:\n"
        "    @pytest.mark.stays('by hand')\n    def test_a(self): ...\n\n"
        "    @pytest.mark.stays\n    def test_b(self):\n        '''It is.'''\n\n"
        "    @pytest.mark.stays(3)\n    def test_c(self):\n        '''It is.'''\n",
        encoding="utf-8",
    )
    assert [(hole.kind, hole.line) for hole in grader_holes(path)] == [
        ("test-without-docstring", 6),
        ("stays-without-reason", 9),
        ("stays-without-reason", 13),
    ]
    assert reasons(path) == {"test_a": "by hand"}


def test_a_file_that_is_no_python_is_left_to_pytest(tmp_path):
    path = tmp_path / "test_x.py"
    path.write_text("def", encoding="utf-8")
    assert grader_holes(path) == []
    assert reasons(path) == {}
