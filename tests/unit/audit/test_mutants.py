"""Mutants differ from the reference in what somebody can observe, each at one place."""

import pytest

from course.audit.mutants import mutants
from course.errors import MissingInput


def texts(function):
    return [mutant.text for mutant in mutants(function)]


def ratio(a: int, b: int) -> "float | None":
    """Divide: 1 / 2 is 0.5."""
    if b == 0:
        raise ValueError(f"{a - 1} by {b + 1}")
    both: int = a
    return both / b


def test_docstrings_annotations_and_texts_of_errors_are_left_alone():
    lines = {text.partition(" ")[0] for text in texts(ratio)}
    assert lines == {"if", "both", "return"}


def test_another_operator_number_comparison_and_variable_is_put_in():
    found = texts(ratio)
    assert {"return both * b", "if b == 1:", "if b != 0:", "if not b == 0:", "return a / b"} <= set(
        found
    )
    assert len(set(found)) == len(found)


def test_a_mutant_knows_its_line_and_its_whole_source():
    [mutant] = [mutant for mutant in mutants(ratio) if mutant.text == "return both // b"]
    assert mutant.line == ratio.__code__.co_firstlineno + 5
    namespace = {}
    exec(mutant.source, namespace)  # noqa: S102 - our own
    assert namespace["ratio"](5, 2) == 2


def test_array_code_without_a_number_has_mutants_too():
    def mixed(weights, V):
        return weights @ V

    assert texts(mixed) == [
        "return weights * V",
        "return weights + V",
        "return weights - V",
        "return V @ V",
        "return weights @ weights",
    ]


def test_a_letter_of_several_bytes_moves_no_name():
    def total(α, β):
        return α + β

    assert "return β + β" in texts(total)


def test_a_name_without_a_value_is_no_mutant():
    def first(x):
        y: int
        y = x
        return y

    assert texts(first) == ["y = y", "return x"]


def test_without_cosmic_ray_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cosmic_ray.ast", None)
    with pytest.raises(MissingInput, match=r"attention-course\[author\]"):
        mutants(ratio)
