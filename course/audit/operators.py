"""Mistakes that cosmic-ray's operators do not make, written as operators of its kind.

Array code has few numbers and comparisons: what goes wrong is which array stands where, and what
is done with it.
"""

import ast
from collections.abc import Iterator
from typing import Any

from cosmic_ray.operators.operator import Operator

Position = tuple[tuple[int, int], tuple[int, int]]


class MatrixProduct(Operator):  # type: ignore[misc] # cosmic-ray has no types
    """Another operator for `@`."""

    _OTHERS = ("*", "+", "-")

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        """Each `@` between two operands, once for each operator."""
        if node.type == "operator" and node.value == "@" and node.parent.type != "decorator":
            for _ in self._OTHERS:
                yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Put the operator in its place."""
        node.value = self._OTHERS[index]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """None: cosmic-ray's own tests read them."""
        return ()


class OtherName(Operator):  # type: ignore[misc] # as above
    """Another parameter or local variable where one is read."""

    def __init__(self, source: str) -> None:
        """Find the names of the function in the source."""
        function = ast.parse(source).body[0]
        found = [node.arg for node in ast.walk(function) if isinstance(node, ast.arg)]
        self._read = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Store):
                    found.append(node.id)
                else:
                    self._read[node.lineno, node.col_offset] = node.id
        self._names = list(dict.fromkeys(found))
        self._columns = [line.encode() for line in source.splitlines()]

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        """Each name that is read, once for each of the others."""
        for _ in self._others(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Put the other name in its place."""
        node.value = self._others(node)[index]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """None: as above."""
        return ()

    def _others(self, node: Any) -> list[str]:
        if node.type != "name":
            return []
        line, column = node.start_pos
        # parso counts letters and ast counts bytes.
        offset = len(self._columns[line - 1].decode()[:column].encode())
        if self._read.get((line, offset)) != node.value or node.value not in self._names:
            return []
        return [name for name in self._names if name != node.value]
