"""What a reference's source says."""

import textwrap

import pytest

from course.authoring import chaff, wheat
from course.skeleton import axis_names, definition, parameters, program, skeleton


def mean(x, *, axis=-1):
    """Average over an axis.

    Args:
        x: numbers (any), of shape (rows, columns).

    Returns:
        The averages, (rows).
    """
    # not handed out
    return x.mean(axis=axis)


def test_a_skeleton_is_signature_and_docstring_and_says_that_it_is_not_written() -> None:
    assert skeleton(mean) == textwrap.dedent('''\
        def mean(x, *, axis=-1):
            """Average over an axis.

            Args:
                x: numbers (any), of shape (rows, columns).

            Returns:
                The averages, (rows).
            """
            raise NotImplementedError("mean is not written yet")''')


def test_a_skeleton_is_python_that_raises_when_it_is_called() -> None:
    namespace: dict[str, object] = {}
    exec(skeleton(mean), namespace)  # noqa: S102 - our own text
    function = namespace["mean"]
    assert callable(function)
    with pytest.raises(NotImplementedError, match="mean is not written yet"):
        function(1)


@wheat(mean)
def several_lines(
    x,
    *,
    axis=-1,
):
    """Average over an axis."""
    return x.sum(axis=axis) / x.shape[axis]


def test_a_definition_keeps_a_signature_of_several_lines_and_drops_decorators() -> None:
    assert definition(several_lines) == (
        'def several_lines(\n    x,\n    *,\n    axis=-1,\n):\n    """Average over an axis."""'
    )


def test_a_definition_without_a_docstring_is_its_signature() -> None:
    def plain(x):
        return x

    assert definition(plain) == "def plain(x):"


def test_parameters_come_in_order() -> None:
    assert parameters(mean) == ("x", "axis")


def project(x, W_a, W_b, n):
    """Project twice.

    A sentence in between with (some, words) in parentheses.

    Args:
        x: tokens,
            (batch, seq, d_model).
        W_a, W_b: matrices, (d_model, d_head,).
        n: how often; an int.

    Returns:
        Two arrays, each (batch, seq, d_head), and the sizes (not, shapes).

    Raises:
        ValueError: (this, too) is no shape.
    """
    return x @ W_a, x @ W_b, n


def test_axis_names_are_those_of_arguments_and_result() -> None:
    assert axis_names(project) == {
        "x": ("batch", "seq", "d_model"),
        "W_a": ("d_model", "d_head"),
        "W_b": ("d_model", "d_head"),
        "return": ("batch", "seq", "d_head"),
    }


def test_axis_names_of_one_axis_are_read() -> None:
    def total(x):
        """Sum up.

        Args:
            x: numbers, (rows, columns).

        Returns:
            The sums, (rows).
        """
        return x.sum(axis=1)

    assert axis_names(total)["return"] == ("rows",)


def test_a_function_without_a_docstring_names_no_axes() -> None:
    def plain(x):
        return x

    assert axis_names(plain) == {}


@chaff(mean)
def summed(x, *, axis=-1):
    """You summed, and summed( is in this text too."""
    return np.sum(x, axis=axis)  # noqa: F821 - a program imports np by itself


def test_a_program_is_a_module_of_its_own_under_another_name() -> None:
    assert program(summed, "mean") == textwrap.dedent('''\
        import numpy as np


        def mean(x, *, axis=-1):
            """You summed, and summed( is in this text too."""
            return np.sum(x, axis=axis)  # noqa: F821 - a program imports np by itself
        ''')


def test_a_program_of_a_function_inside_another_is_moved_to_the_margin() -> None:
    def inner(x):
        return x

    assert program(inner, "outer") == "import numpy as np\n\n\ndef outer(x):\n    return x\n"


def test_a_lambda_is_refused_by_name() -> None:
    short = lambda x: x  # noqa: E731 - what is refused here
    with pytest.raises(TypeError, match="is not written as a plain function"):
        skeleton(short)
