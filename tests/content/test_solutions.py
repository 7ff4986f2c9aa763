"""The solutions name their axes, show the right examples, and make up a class."""

import tomllib

import numpy as np
import pytest

from course.catalog import load_answers
from course.skeleton import axis_names, parameters

AXES = {
    "project_qkv": {
        "X": ("batch", "seq", "d_model"),
        "W_q": ("d_model", "d_model"),
        "W_k": ("d_model", "d_model"),
        "W_v": ("d_model", "d_model"),
        "return": ("batch", "seq", "d_model"),
    },
    "split_heads": {
        "x": ("batch", "seq", "d_model"),
        "return": ("batch", "heads", "seq", "d_head"),
    },
    "attention_scores": {
        "Q": ("batch", "heads", "seq_q", "d_head"),
        "K": ("batch", "heads", "seq_k", "d_head"),
        "return": ("batch", "heads", "seq_q", "seq_k"),
    },
    "softmax": {
        "scores": ("batch", "heads", "seq_q", "seq_k"),
        "return": ("batch", "heads", "seq_q", "seq_k"),
    },
    "mix_values": {
        "weights": ("batch", "heads", "seq_q", "seq_k"),
        "V": ("batch", "heads", "seq_k", "d_head"),
        "return": ("batch", "heads", "seq_q", "d_head"),
    },
}


@pytest.mark.parametrize("exercise", AXES)
def test_the_docstring_names_every_array_s_axes(qkv, exercise):
    assert axis_names(qkv.solutions[exercise].reference) == AXES[exercise]


@pytest.mark.parametrize(
    ("exercise", "signature"),
    [
        ("project_qkv", ("X", "W_q", "W_k", "W_v")),
        ("split_heads", ("x", "n_heads")),
        ("attention_scores", ("Q", "K")),
        ("softmax", ("scores",)),
        ("mix_values", ("weights", "V")),
    ],
)
def test_the_signature_is_the_contract_s(qkv, exercise, signature):
    assert parameters(qkv.solutions[exercise].reference) == signature


@pytest.mark.parametrize("exercise", AXES)
def test_examples_have_the_axes_that_the_docstring_names(qkv, exercise):
    """But for the examples of an error."""
    for example in qkv.solutions[exercise].examples:
        if example.name in {"heads_that_do_not_fit", "d_head_that_differs"}:
            continue
        sizes = {}
        for argument, axes in AXES[exercise].items():
            if argument != "return":
                array = example.arguments[argument]
                assert array.dtype == np.float64
                for axis, size in zip(axes, array.shape, strict=True):
                    assert sizes.setdefault(axis, size) == size, (example.name, axis)


@pytest.mark.parametrize("exercise", AXES)
def test_examples_cover_what_mistakes_are_known_by(qkv, exercise):
    examples = qkv.solutions[exercise].examples
    shapes = [
        next(iter(example.arguments.values())).shape for example in examples if example.public
    ]
    assert any(len(set(shape)) == len(shape) for shape in shapes), "axes all different"
    assert any(len(set(shape)) == 1 and shape[0] > 1 for shape in shapes) or (
        exercise == "split_heads"  # there the equal axes are those of the result
    ), "axes all equal"
    assert any(set(shape) == {1} for shape in shapes), "axes of size 1"
    assert any(shape[0] >= 3 for shape in shapes), "batch of at least 3"
    assert [example.public for example in examples].count(False) == 1


def test_the_examples_of_split_heads_have_a_result_with_equal_axes(qkv):
    split = qkv.solutions["split_heads"]
    [equal] = [example for example in split.examples if example.name == "all_axes_equal"]
    assert split.reference(**equal.arguments).shape == (2, 2, 2, 2)


# The sample class


@pytest.fixture(scope="module")
def students(qkv):
    """The students of `class.toml`, as written there."""
    path = qkv.course.root / "solutions" / "qkv" / "class.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["student"]


def unwritten(*_):
    """What earns nothing: not started, or never returns."""
    raise NotImplementedError


def handed_in(qkv, student):
    """Exercise -> the function that the student handed in, and the quiz answers."""
    if "source" in student:
        namespace = {}
        try:
            with np.errstate(divide="ignore"):
                exec(student["source"], namespace)  # noqa: S102 - our own sample
        except SyntaxError:
            return dict.fromkeys(qkv.solutions, unwritten), {}
        return {name: namespace[name] for name in qkv.solutions}, namespace["answers"]
    functions = {}
    for name, solution in qkv.solutions.items():
        choices = {
            "reference": solution.reference,
            "untouched": unwritten,
            "loop": unwritten,
            **{f"wheat:{wheat.name}": wheat.function for wheat in solution.wheats},
            **{f"chaff:{chaff.name}": chaff.function for chaff in solution.chaffs},
        }
        functions[name] = choices[student.get("functions", {}).get(name, "reference")]
    return functions, student.get("answers", load_answers(qkv.course, qkv.assignment))


def test_the_class_has_about_a_dozen_students_with_names_of_their_own(students):
    names = [student["name"] for student in students]
    assert len(set(names)) == len(names)
    assert 12 <= len(names) <= 15


def test_every_student_scores_what_the_class_says(qkv, students):
    right = load_answers(qkv.course, qkv.assignment)
    scores = {}
    for student in students:
        functions, answers = handed_in(qkv, student)
        scores[student["name"]] = sum(
            qkv.score(name, function) for name, function in functions.items()
        ) + sum(answers.get(question) == answer for question, answer in right.items())
    assert scores == {student["name"]: student["score"] for student in students}


def test_the_class_makes_a_typical_mistake_in_every_exercise(qkv, students):
    mistaken = {
        name
        for student in students
        for name, choice in student.get("functions", {}).items()
        if choice.startswith("chaff:")
    }
    assert mistaken == set(qkv.solutions)
