"""What a reference's source says: the skeleton handed out, axis names, a program of its own."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

AxisNames = Mapping[str, tuple[str, ...]]
"""Parameter name (or "return") -> the names of its axes."""

_SHAPE = re.compile(r"\(\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*,?\s*\)")
_SECTIONS = {"Args:", "Returns:", "Raises:", "Example:", "Examples:"}
_ARGUMENT = re.compile(r"^\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*:")


def definition(function: Callable[..., Any]) -> str:
    """The `def` line and the docstring of a function as its author wrote them, no body."""
    source, node = _parsed(function)
    lines = source.splitlines()
    first = node.body[0]
    has_docstring = ast.get_docstring(node) is not None
    end = first.end_lineno if has_docstring else first.lineno - 1
    return "\n".join(lines[node.lineno - 1 : end])


def skeleton(function: Callable[..., Any]) -> str:
    """What a student starts from: signature, docstring, a body that says it is not written."""
    return f"{definition(function)}\n    {unwritten(function.__name__)}"


def unwritten(name: str) -> str:
    """The one statement of a skeleton's body."""
    return f'raise NotImplementedError("{name} is not written yet")'


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's parameters, in order."""
    return tuple(inspect.signature(function).parameters)


def axis_names(function: Callable[..., Any]) -> AxisNames:
    """The axis names in a docstring's `Args:` and `Returns:`.

    `x: tokens, (batch, seq, d_model)` gives `{"x": ("batch", "seq", "d_model")}`; the first
    shape after `Returns:` is under "return", and holds for each array of a tuple.
    """
    known = set(parameters(function))
    found: dict[str, tuple[str, ...]] = {}
    section = ""
    described: tuple[str, ...] = ()
    for line in (inspect.getdoc(function) or "").splitlines():
        if line.strip() in _SECTIONS:
            section = line.strip()
            described = ("return",) if section == "Returns:" else ()
            continue
        if section == "Args:" and (argument := _ARGUMENT.match(line)):
            names = tuple(name.strip() for name in argument[1].split(","))
            if known.issuperset(names):
                described = names
        if described and (shape := _SHAPE.search(line)):
            for name in described:
                found.setdefault(name, tuple(axis.strip() for axis in shape[1].split(",")))
    return found


def program(function: Callable[..., Any], name: str) -> str:
    """The source of a module that defines one function of a solution under another name.

    The function's decorators are left out and `numpy` is imported as `np`; this is how a wheat or
    a chaff becomes a submission.
    """
    source, node = _parsed(function)
    lines = source.splitlines()[node.lineno - 1 :]
    lines[0] = re.sub(rf"\bdef {re.escape(node.name)}\b", f"def {name}", lines[0], count=1)
    return "import numpy as np\n\n\n" + "\n".join(lines) + "\n"


def _parsed(function: Callable[..., Any]) -> tuple[str, ast.FunctionDef]:
    source = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(source).body[0]
    if not isinstance(node, ast.FunctionDef):
        raise TypeError(f"{function!r} is not written as a plain function")
    return source, node
