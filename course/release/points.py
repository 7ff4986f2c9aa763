"""The points of an exercise, read from its hidden tests without running them.

A release states the points of each test cell, and is made where pytest need not be installed.
"""

import ast
from pathlib import Path

from course.errors import AuthorError
from course.problem import Problem


def points(path: Path) -> float:
    """The sum of `@pytest.mark.points(n)` over a grader file, a parametrized test once a case."""
    problems: list[Problem] = []
    try:
        tree = ast.parse(path.read_bytes(), filename=str(path))
    except SyntaxError as error:
        raise AuthorError([Problem(path, f"SyntaxError: {error.msg}", error.lineno)]) from error
    total = 0.0
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            total += _points_of(node, path, problems)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            problems.append(
                Problem(path, f"{node.name!r} is a class: write tests as functions", node.lineno)
            )
    if problems:
        raise AuthorError(problems)
    return total


def _points_of(node: ast.FunctionDef, path: Path, problems: list[Problem]) -> float:
    worth: float | None = None
    cases = 1
    for decorator in node.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        match ast.unparse(decorator.func), decorator.args:
            case "pytest.mark.points", [ast.Constant(value=int() | float() as value)] if (
                not isinstance(value, bool)
            ):
                worth = float(value)
            case "pytest.mark.points", _:
                problems.append(
                    Problem(path, f"the points of {node.name!r} are no number", decorator.lineno)
                )
                worth = 0.0
            case "pytest.mark.parametrize", [_, ast.List(elts=values) | ast.Tuple(elts=values), *_]:
                cases *= len(values)
            case "pytest.mark.parametrize", _:
                problems.append(
                    Problem(
                        path,
                        f"the cases of {node.name!r} are no list: write them out, "
                        "so that its points can be counted",
                        decorator.lineno,
                    )
                )
            case _:
                pass
    if worth is None:
        problems.append(Problem(path, f"{node.name!r} has no @pytest.mark.points(n)", node.lineno))
        return 0.0
    return worth * cases
