import pytest

from course.chain import (
    Chain,
    Step,
    axes_of,
    of_one_size,
    read_product,
    read_step,
    sizes_of,
    solved,
)
from course.examples import HandedExercise

CHAIN = Chain(
    sizes={"batch": 2, "heads": 3, "seq": 5, "d_head": 4},
    products={"d_model": ("heads", "d_head"), "seq_q": ("seq",)},
    steps=(
        Step(("Q", "K"), "project", ("X", "W")),
        Step(("Q_heads",), "split", ("Q", "heads")),
    ),
)


def exercise(name, signature, **axes):
    return HandedExercise(name, "", signature, "", axes, (), {})


@pytest.mark.parametrize(
    "text", ["weights = softmax(scores)", "Q, K, V = project_qkv(X, W_q, W_k, W_v)", "x = f()"]
)
def test_a_step_is_written_as_it_is_read(text):
    assert str(read_step(text)) == text


def test_a_step_has_names_a_function_and_arguments():
    assert read_step("a, b = f(x, n)") == Step(("a", "b"), "f", ("x", "n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "softmax(scores)",
        "a = b = f(x)",
        "a = f(x=1)",
        "a = f(1)",
        "a = np.exp(x)",
        "a[0] = f(x)",
        "a = f(g(x))",
        "a = f(x); b = f(a)",
        "a = f(x",
        "a = x",
        "a\0 = f(x)",
    ],
)
def test_anything_but_one_plain_call_is_no_step(text):
    with pytest.raises(ValueError, match="a step is one call that names its results"):
        read_step(text)


def test_a_product_is_names_between_stars():
    assert read_product("heads * d_head") == ("heads", "d_head")


@pytest.mark.parametrize("text", ["", "2 * heads", "heads + 1", "heads **2"])
def test_anything_else_is_no_product(text):
    with pytest.raises(ValueError, match="product of sizes"):
        read_product(text)


def test_inputs_are_what_no_step_gives_and_is_no_size():
    assert CHAIN.inputs == {"X": ("project", 0), "W": ("project", 1)}


def test_products_follow_the_sizes_that_are_wanted():
    assert sizes_of(CHAIN, {"heads": 8, "seq": 7}) == {
        "batch": 2,
        "heads": 8,
        "seq": 7,
        "d_head": 4,
        "d_model": 32,
        "seq_q": 7,
    }


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"d_model": 12, "heads": 3}, {"d_head": 4}),
        ({"heads": 3, "d_head": 4}, {"d_model": 12}),
        ({"d_model": 12, "heads": 5}, {}),
        ({"d_model": 12, "heads": 0}, {}),
        ({"d_model": 12}, {}),
        ({"seq": 5}, {}),
    ],
)
def test_what_follows_from_sizes_is_solved(known, found):
    assert solved(CHAIN, known) == known | found


def test_axes_come_from_the_parameter_that_takes_the_input_first_and_from_the_result():
    project = exercise("project", "project(X, W)", X=("batch", "d_model"))
    split = exercise("split", "split(x, n_heads)", **{"return": ("heads", "d_head")})
    assert axes_of(CHAIN, [project, split]) == {
        "X": ("batch", "d_model"),
        "Q_heads": ("heads", "d_head"),
    }


def test_axes_of_one_size_are_found_where_they_meet_in_an_array():
    sizes = {"batch": 2, "heads": 5, "seq": 5, "seq_q": 5, "d_model": 2}
    axes = {
        "a": ("batch", "heads", "seq", "seq_q"),
        "b": ("batch", "heads", "seq", "seq_q"),
        "c": ("d_model", "d_model"),
    }
    assert of_one_size(axes, sizes) == [["heads", "seq", "seq_q"]]
