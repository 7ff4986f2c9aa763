"""Mutants of a reference: cosmic-ray's operators, and ours, each applied at one place.

Left out is what nobody observes: docstrings, annotations, and the text of an error.
"""

import ast
import inspect
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from course.errors import MissingInput


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference with one mistake."""

    text: str
    """The line with the mistake, written the one way in which `ast.unparse` writes it."""
    line: int
    """In the solution's file."""
    source: str
    """The whole function."""


def mutants(reference: Callable[..., Any]) -> list[Mutant]:
    """Every mutant that differs from the reference and from the others, in order of lines."""
    lines, first = inspect.getsourcelines(reference)
    source = textwrap.dedent("".join(lines))
    plain = _tidy(source)
    found: dict[str, Mutant] = {}
    for mutated in _mutated(source):
        tidy = _tidy(mutated)
        if tidy is None or plain is None or tidy == plain or tidy in found:
            continue
        text = _first_difference(tidy, plain)
        offset = _line_of_difference(mutated, source)
        found[tidy] = Mutant(text, first + offset, mutated)
    return sorted(found.values(), key=lambda mutant: mutant.line)


def _mutated(source: str) -> Iterator[str]:
    try:
        from cosmic_ray.ast import ast_nodes, get_ast
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.operators.provider import OperatorProvider

        from course.audit.operators import MatrixProduct, OtherName
    except ModuleNotFoundError as error:
        raise MissingInput(
            f"An audit makes mutants with {error.name!r}, which is not installed. "
            "Run: python -m pip install 'attention-course[author]'"
        ) from error
    provider = OperatorProvider()
    classes = [provider[name] for name in provider]
    # Those with arguments put random numbers in, so that no two audits would be alike.
    operators = [kind() for kind in classes if not kind.arguments()]
    nodes = list(ast_nodes(get_ast(source)))
    for operator in [*operators, MatrixProduct(), OtherName(source)]:
        for occurrence in range(sum(len(list(operator.mutation_positions(n))) for n in nodes)):
            mutated = mutate_code(source, operator, occurrence)
            if mutated is not None:
                yield mutated


class _Observed(ast.NodeTransformer):
    """Takes out what nobody observes."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """No docstring, decorators or annotation of what comes back."""
        self.generic_visit(node)
        node.decorator_list, node.returns = [], None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """No annotation."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """No annotation."""
        self.generic_visit(node)
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_Raise(self, node: ast.Raise) -> ast.Raise:
        """No text."""
        if isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
        return node


def _tidy(source: str) -> str | None:
    """The code without what nobody observes, or None where it is no code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `is` beside a number, and the like
            tree = _Observed().visit(ast.parse(source))
            compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return None
    return ast.unparse(ast.fix_missing_locations(tree))


def _first_difference(mutated: str, plain: str) -> str:
    pairs = zip(mutated.splitlines(), plain.splitlines(), strict=False)
    return next((line.strip() for line, before in pairs if line != before), "")


def _line_of_difference(mutated: str, plain: str) -> int:
    pairs = zip(mutated.splitlines(), plain.splitlines(), strict=False)
    return next((number for number, (line, before) in enumerate(pairs) if line != before), 0)
