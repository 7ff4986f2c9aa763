"""The hidden tests pass what is right, fail what is wrong, and pay nothing for nothing."""

import numpy as np
import pytest

from course.diagnose import diagnose, observe, same

EXERCISES = ("project_qkv", "split_heads", "attention_scores", "softmax", "mix_values")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_passes_every_hidden_test(qkv, as_submitted, exercise):
    passed = qkv.passed(exercise, as_submitted(qkv.solutions[exercise].reference, exercise))
    assert [name for name, ok in passed.items() if not ok] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_wheat_passes_every_hidden_test(qkv, as_submitted, exercise):
    failed = {
        wheat.name: [name for name, ok in passed.items() if not ok]
        for wheat in qkv.solutions[exercise].wheats
        if not all(
            (passed := qkv.passed(exercise, as_submitted(wheat.function, exercise))).values()
        )
    }
    assert failed == {}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_at_least_five_wheats_and_fifteen_chaffs(qkv, exercise):
    assert len(qkv.solutions[exercise].wheats) >= 5
    assert len(qkv.solutions[exercise].chaffs) >= 15


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_chaff_fails_a_hidden_test(qkv, as_submitted, exercise):
    passing = [
        chaff.name
        for chaff in qkv.solutions[exercise].chaffs
        if all(qkv.passed(exercise, as_submitted(chaff.function, exercise)).values())
    ]
    assert passing == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_hidden_test_fails_a_chaff(qkv, as_submitted, exercise):
    results = [
        qkv.passed(exercise, as_submitted(chaff.function, exercise))
        for chaff in qkv.solutions[exercise].chaffs
    ]
    never = [test for test in results[0] if all(passed[test] for passed in results)]
    assert never == []


def zeros(exercise):
    """Zeros of the right shape."""
    return filled(exercise, lambda shape: np.zeros(shape))


def filled(exercise, make):
    """A function that looks at nothing of its arguments but their shapes."""
    return {
        "project_qkv": lambda X, *_: (make(X.shape),) * 3,
        "split_heads": lambda x, n: make((x.shape[0], n, x.shape[1], x.shape[2] // n)),
        "attention_scores": lambda Q, K: make((*Q.shape[:3], K.shape[2])),
        "softmax": lambda scores: make(scores.shape),
        "mix_values": lambda weights, V: make((*weights.shape[:3], V.shape[3])),
    }[exercise]


def always_value_error(*_):
    """Raises whatever comes."""
    raise ValueError


SENSELESS = {
    "None": lambda _exercise: lambda *_: None,
    "0": lambda _exercise: lambda *_: 0,
    "0.0 three times": lambda _exercise: lambda *_: (0.0, 0.0, 0.0),
    "the first input": lambda _exercise: lambda *arguments: arguments[0],
    "the last input": lambda _exercise: lambda *arguments: arguments[-1],
    "the first input three times": lambda _exercise: lambda *arguments: (arguments[0],) * 3,
    "all inputs": lambda _exercise: lambda *arguments: arguments,
    "the last three inputs": lambda _exercise: lambda *arguments: arguments[-3:],
    "zeros": zeros,
    "ones": lambda exercise: filled(exercise, np.ones),
    "nan": lambda exercise: filled(exercise, lambda shape: np.full(shape, np.nan)),
    "equal shares": lambda exercise: filled(exercise, lambda shape: np.full(shape, 1 / shape[-1])),
    "zeros, or a ValueError for odd sizes": lambda exercise: unless_odd(zeros(exercise)),
    "zeros, after zeroing the inputs": lambda exercise: zeroing(zeros(exercise)),
    "always ValueError": lambda _: always_value_error,
}


def zeroing(function):
    """Zeros whatever it is given first: what is due must not be computed from that afterwards."""

    def erase(*arguments):
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument[...] = 0
        return function(*arguments)

    return erase


def unless_odd(function):
    """A guess at the error: a ValueError where the arguments' sizes disagree."""

    def guess(*arguments):
        sizes = {getattr(argument, "shape", (argument,))[-1] for argument in arguments}
        if len(sizes) > 1:
            raise ValueError
        return function(*arguments)

    return guess


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("nothing", SENSELESS)
def test_code_that_does_nothing_sensible_earns_nothing(qkv, exercise, nothing):
    passed = qkv.passed(exercise, SENSELESS[nothing](exercise))
    assert [name for name, ok in passed.items() if ok] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_code_that_uses_float32_inside_loses_points(qkv, exercise):
    reference = qkv.solutions[exercise].reference

    def narrow(*arguments):
        return reference(*(a.astype(np.float32) if hasattr(a, "astype") else a for a in arguments))

    assert qkv.score(exercise, narrow) < 4.0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_code_that_computes_in_float32_and_widens_the_result_loses_points(qkv, exercise):
    reference = qkv.solutions[exercise].reference

    def narrow(*arguments):
        got = reference(*(a.astype(np.float32) if hasattr(a, "astype") else a for a in arguments))
        if isinstance(got, tuple):
            return tuple(array.astype(np.float64) for array in got)
        return got.astype(np.float64)

    assert qkv.score(exercise, narrow) < 4.0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_float32_in_may_come_back_as_float64(qkv, exercise):
    reference = qkv.solutions[exercise].reference

    def wide(*arguments):
        return reference(*(a.astype(np.float64) if hasattr(a, "astype") else a for a in arguments))

    assert qkv.score(exercise, wide) == 4.0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_exercise_is_worth_four_points(qkv, exercise):
    assert sum(test.points for test in qkv.hidden[exercise]) == 4.0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_hidden_test_has_points_and_a_title_that_is_a_sentence(qkv, exercise):
    for test in qkv.hidden[exercise]:
        assert test.points > 0.0, test.name
        assert test.title.endswith("."), test.name
        assert len(test.title) <= 100, test.name


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_chaff_is_named_on_the_public_examples_whichever_is_tried_first(
    qkv, as_submitted, exercise
):
    solution = qkv.solutions[exercise]
    public = [example.arguments for example in solution.examples if example.public]
    expected = [observe(solution.reference, arguments) for arguments in public]
    seen = {
        chaff.name: (
            chaff.message,
            [observe(as_submitted(chaff.function, exercise), arguments) for arguments in public],
        )
        for chaff in solution.chaffs
    }
    backwards = dict(reversed(seen.items()))
    named = {
        name: (diagnose(got, expected, seen).chaff, diagnose(got, expected, backwards).chaff)
        for name, (_, got) in seen.items()
    }
    assert named == {name: (name, name) for name in seen}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_wheat_does_as_the_reference_on_every_example(qkv, as_submitted, exercise):
    solution = qkv.solutions[exercise]
    different = [
        (wheat.name, example.name)
        for wheat in solution.wheats
        for example in solution.examples
        if not same(
            observe(as_submitted(wheat.function, exercise), example.arguments),
            observe(solution.reference, example.arguments),
        )
    ]
    assert different == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_chaff_says_in_two_sentences_what_the_code_does_and_where_to_look(qkv, exercise):
    for chaff in qkv.solutions[exercise].chaffs:
        sentences = chaff.message.replace("...", "…").split(". ")
        assert len(sentences) == 2, chaff.name
        assert len(chaff.message) <= 200, chaff.name
