"""Whether a text that students read gives away what they must not see."""

import ast
import inspect
import math
import re
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")
_DIGITS = 3
"""A number of so few digits tells nobody a hidden value: 0.25 may stand in any explanation."""
_SHORTEST = 6
"""Letters of an expression that could be nobody's but the solution's."""


class Hidden:
    """Hidden values and the reference's code, to hold texts against."""

    def __init__(self, reference: Callable[..., Any], values: Iterable[Any]) -> None:
        numbers = [np.ravel(array).astype(float) for array in _arrays(values)]
        found = np.concatenate(numbers) if numbers else np.zeros(0)
        self._numbers = np.unique(found[np.isfinite(found)])
        self._code = _code(reference)

    def leak(self, text: str) -> str:
        """What a text gives away, in words; empty where it gives away nothing."""
        tight = _tight(text)
        for code in self._code:
            if _tight(code) in tight:
                return f"the reference's code {code!r}"
        for written in _NUMBER.findall(text):
            digits = re.sub(r"[eE].*|\D", "", written).lstrip("0")
            if len(digits) > _DIGITS and self._is_hidden(written):
                return f"the hidden value {written}"
        return ""

    def _is_hidden(self, written: str) -> bool:
        number = float(written)
        mantissa = re.sub(r"[eE].*", "", written)
        exponent = int(found[1]) if (found := re.search(r"[eE]([-+]?\d+)", written)) else 0
        decimals = len(mantissa.partition(".")[2])
        unit = 10.0 ** (exponent - decimals)  # digits may be rounded or cut off
        near = np.searchsorted(self._numbers, [number - unit, number + unit])
        return math.isfinite(number) and bool(near[0] < near[1])


def _code(reference: Callable[..., Any]) -> list[str]:
    """The statements of the reference, and what they compute."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
    [function] = tree.body
    body = getattr(function, "body", [])
    found = []
    for statement in body[1:] if ast.get_docstring(function) else body:  # type: ignore[arg-type]
        for node in ast.walk(statement):
            if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value is not None:
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                found += [ast.unparse(value) for value in values if not _is_plain(value)]
    return [code for code in dict.fromkeys(found) if len(_tight(code)) >= _SHORTEST]


def _is_plain(value: ast.expr) -> bool:
    """`x.shape` and `scores` are in every explanation."""
    return isinstance(value, ast.Name | ast.Attribute | ast.Constant)


def _tight(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


def _arrays(values: Iterable[Any]) -> list[Any]:
    found = []
    for value in values:
        if isinstance(value, np.ndarray | np.generic | float):
            if np.asarray(value).dtype.kind in "iuf":
                found.append(value)
        elif isinstance(value, list | tuple):
            found += _arrays(value)
    return found
