"""Mistakes that are in no bank are told by how the result relates to what is due."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.diagnose import diagnose, observe
from course.skeleton import axis_names

EXERCISES = ("project_qkv", "split_heads", "attention_scores", "softmax", "mix_values")


def softmax(array):
    powers = np.exp(array - array.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def only_first(array):
    wrong = np.zeros_like(array)
    wrong[:1] = array[:1]
    return wrong


def seven_digits(array):
    return array.astype(np.float32).astype(np.float64)


PLANTED = {
    "doubled": (lambda a: 2 * a, "is 2 times what it should be."),
    "a third": (lambda a: a / 3, "is 1/3 times what it should be."),
    "negated": (lambda a: -a, "has the wrong sign."),
    "scaled by a root": (lambda a: a * np.sqrt(a.shape[-1]), "is sqrt({last}) times what it"),
    "scaled by a size": (lambda a: a / a.shape[-2], "is 1/{last_but_one} times what it"),
    "shifted": (lambda a: a + 0.5, "is 0.5 more than it should be."),
    "zeros": (lambda a: 0 * a, "holds nothing but zeros."),
    "squared": (lambda a: a * a, "is the square of what it should be."),
    "a softmax too many": (softmax, "is the softmax along {last} of what it should be."),
    "rounded": (lambda a: a.round(1), "are right, but rounded to 1 decimal."),
    "first repeated": (
        lambda a: np.repeat(a[:1], len(a), axis=0),
        "is the same all along batch: everywhere what batch=0 should be.",
    ),
    "only the first right": (only_first, "is right for batch=0 only."),
    "backwards": (lambda a: a[..., ::-1].copy(), "but backwards along {last}."),
    "rolled": (lambda a: np.roll(a, 1, axis=-1), "one place too late along {last}."),
    "transposed": (lambda a: a.swapaxes(-1, -2), "{last}, {last_but_one}) where ("),
    "first only": (lambda a: a[:1], "has only the first along batch, so only 1 is left of it."),
    "summed": (lambda a: a.sum(axis=1), "has the sum over {second}, so that axis is gone."),
    "averaged": (lambda a: a.mean(axis=0), "has the mean over batch, so that axis is gone."),
    "cut short": (lambda a: a[..., :-1], "ends too soon along {last}."),
    "one axis more": (lambda a: a[None], "but an axis of size 1 too many."),
    "squeezed": (np.squeeze, "but lost an axis of size 1."),
    "flattened": (lambda a: a.reshape(len(a), -1), "has the right numbers in 2 axes, where ("),
    "float32": (seven_digits, "are right to about 7 digits only."),
    "float16": (lambda a: a.astype(np.float16), "are right to about 3 digits only."),
}


def mapped(value, function):
    return tuple(map(function, value)) if isinstance(value, tuple) else function(value)


def diagnosis(solution, function, chaffs=None):
    """The diagnosis of a function on the public examples, and on all of them."""
    public = [example for example in solution.examples if example.public]
    axes = axis_names(solution.reference)
    return [
        diagnose(
            [observe(function, example.arguments) for example in examples],
            [observe(solution.reference, example.arguments) for example in examples],
            chaffs or {},
            examples,
            axes,
        )
        for examples in (public, solution.examples)
    ]


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_relation_is_told_by_name(qkv, exercise, mistake):
    solution = qkv.solutions[exercise]
    plant, words = PLANTED[mistake]
    names = axis_names(solution.reference)["return"]
    words = words.format(last=names[-1], last_but_one=names[-2], second=names[1])

    def planted(*arguments):
        return mapped(solution.reference(*arguments), plant)

    for found in diagnosis(solution, planted):
        assert words in found.message
        assert len(found.message.split(". ")) == 2
        assert len(found.message) <= 200
        assert found.chaff is None


HEADS = {
    "straight": lambda x, n: x.reshape(x.shape[0], n, x.shape[1], -1),
    "to (batch, heads, d_head, seq)": lambda x, n: x.reshape(x.shape[0], n, -1, x.shape[1]),
    "batch among the heads": lambda x, n: x.reshape(n, x.shape[0], x.shape[1], -1).swapaxes(0, 1),
    "dealt out": lambda x, n: x.reshape(*x.shape[:2], -1, n).transpose(0, 3, 1, 2),
}


@pytest.mark.parametrize(
    ("cut", "sentence"),
    [
        ("straight", "Axis 1 of your result runs over seq; it should run over heads."),
        (
            "to (batch, heads, d_head, seq)",
            "Axis 1 of your result runs over seq; it should run over heads.",
        ),
        ("batch among the heads", "Axis 0 of your result runs over seq; it should run over batch."),
        ("dealt out", "Axis 1 of your result runs over d_head; it should run over heads."),
    ],
)
def test_where_data_only_moves_it_is_said_what_an_axis_runs_over(qkv, cut, sentence):
    solution = qkv.solutions["split_heads"]

    def moved(x, n_heads):
        solution.reference(x, n_heads)  # raises where the heads do not fit
        return HEADS[cut](x, n_heads)

    for found in diagnosis(solution, moved):
        assert found.message.startswith(sentence)


def over(axis):
    def normalised(scores):
        powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)

    return normalised


def powers_of(scores):
    return np.exp(scores - scores.max(axis=-1, keepdims=True))


@pytest.mark.parametrize(
    ("exercise", "function", "sentence"),
    [
        ("softmax", over(0), "Your result adds up to 1 along batch; it should along seq_k."),
        ("softmax", over(1), "Your result adds up to 1 along heads; it should along seq_k."),
        ("softmax", over(2), "Your result adds up to 1 along seq_q; it should along seq_k."),
        (
            "softmax",
            over((2, 3)),
            "Your result adds up to 1 along seq_q and seq_k; it should along seq_k.",
        ),
        (
            "softmax",
            lambda s: powers_of(s) / powers_of(s).sum(),
            "Your result adds up to 1 as a whole; it should along seq_k.",
        ),
        (
            "softmax",
            lambda s: powers_of(s) / (powers_of(s).sum(axis=-1, keepdims=True) + 1e-6),
            "Along seq_k the proportions in your result are right, but each row is multiplied",
        ),
        (
            "softmax",
            lambda s: np.exp(s) / np.exp(s).sum(axis=-1, keepdims=True),
            "There is nan or infinity in your result where the inputs are large, and the rest",
        ),
        (
            "attention_scores",
            lambda Q, K: (s := Q @ K.swapaxes(2, 3) / Q.shape[3] ** 0.5) - s.max(3, keepdims=True),
            "Along seq_k the differences in your result are right, but each row is shifted",
        ),
        (
            "attention_scores",
            lambda Q, K: np.where(
                np.tri(Q.shape[2], K.shape[2], dtype=bool),
                Q @ K.swapaxes(2, 3) / Q.shape[3] ** 0.5,
                -np.inf,
            ),
            "Your result is right up to the diagonal and -inf wherever seq_k is beyond seq_q.",
        ),
        (
            "attention_scores",
            lambda Q, K: (Q * K.shape[-1] ** -1.0) @ K.swapaxes(2, 3),
            "Every entry of your result is 1/sqrt(d_head) times what it should be.",
        ),
        ("mix_values", lambda w, V: w @ V / w.shape[3], "Every entry of your result is 1/seq_k "),
        ("mix_values", lambda w, V: w[:1] @ V, "Your result is right for batch=0 only."),
        ("mix_values", lambda w, V: V, "Your result is the argument 'V' as it came."),
        (
            "project_qkv",
            lambda X, q, k, v: (X @ k, X @ q, X @ v),
            "In your result item 1 is what item 2 should be and item 2 is what item 1 should be.",
        ),
        (
            "project_qkv",
            lambda X, q, k, v: (X @ q, X @ k, X @ k),
            "In your result item 3 is what item 2 should be.",
        ),
        (
            "project_qkv",
            lambda X, q, k, v: (X @ q / X.shape[2] ** 0.5, X @ k, X @ v),
            "Every entry of item 1 of your result is 1/sqrt(d_model) times what it should be.",
        ),
        ("project_qkv", lambda X, q, k, v: (X @ q, X @ k), "Your function returns 2 items where 3"),
        (
            "project_qkv",
            lambda X, q, k, v: np.stack([X @ q, X @ k, X @ v]),
            "Your function returns one array where 3 are due.",
        ),
    ],
)
def test_a_mistake_of_its_own_kind_is_told(qkv, exercise, function, sentence):
    with np.errstate(all="ignore"):
        for found in diagnosis(qkv.solutions[exercise], function):
            assert found.message.startswith(sentence)


def test_a_missing_error_is_told_where_all_else_is_right(qkv):
    def quiet(x, n_heads):
        d_head = x.shape[2] // n_heads
        return np.stack([x[..., i * d_head : (i + 1) * d_head] for i in range(n_heads)], axis=1)

    for found in diagnosis(qkv.solutions["split_heads"], quiet):
        assert found.message.startswith("Your results are right, but no ValueError comes where")


@pytest.mark.parametrize("exercise", EXERCISES)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_wheat_with_rounding_noise_has_no_diagnosis(qkv, exercise, seed):
    solution = qkv.solutions[exercise]
    draw = np.random.default_rng(seed)

    def noisy(*arguments):
        value = solution.reference(*arguments)
        return mapped(value, lambda a: a * (1 + 4e-16 * draw.normal(size=a.shape)))

    assert diagnosis(solution, noisy) == [None, None]


@pytest.mark.parametrize("exercise", EXERCISES)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), right=st.sampled_from([0, 1]))
def test_noise_has_no_diagnosis(qkv, exercise, seed, right):
    """Noise alone, and noise on top of what is right."""
    solution = qkv.solutions[exercise]
    draw = np.random.default_rng(seed)

    def noise(*arguments):
        value = solution.reference(*arguments)
        return mapped(value, lambda a: right * a + 0.1 * draw.normal(size=a.shape))

    assert diagnosis(solution, noise) == [None, None]


@pytest.mark.parametrize("exercise", EXERCISES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_mixture_of_features_has_no_diagnosis(qkv, exercise, seed):
    """A mistake that nobody has described: each row is multiplied by some matrix."""
    solution = qkv.solutions[exercise]

    def mixed(*arguments):
        draw = np.random.default_rng(seed)
        value = solution.reference(*arguments)
        return mapped(value, lambda a: a @ draw.normal(size=(a.shape[-1], a.shape[-1])))

    assert diagnosis(solution, mixed) == [None, None]


@pytest.mark.parametrize("exercise", EXERCISES)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_wrong_entry_here_and_there_has_no_diagnosis(qkv, exercise, seed):
    solution = qkv.solutions[exercise]
    draw = np.random.default_rng(seed)

    def spoilt(array):
        array = array.copy()
        array.flat[draw.integers(array.size)] += draw.normal()
        return array

    assert diagnosis(solution, lambda *given: mapped(solution.reference(*given), spoilt)) == [
        None,
        None,
    ]
