"""What an exercise's grader says of itself, read from its source without running it."""

import ast
from collections import Counter
from pathlib import Path

from course.audit.result import Hole


def grader_holes(path: Path) -> list[Hole]:
    """Tests without a docstring, tests that hide another of their name, reasons that are none."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return []  # pytest, which runs it, says what is wrong
    found = []
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for body in [tree.body, *(node.body for node in classes)]:
        tests = [
            node
            for node in body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
        ]
        named = Counter(test.name for test in tests)
        for test in tests:
            if not ast.get_docstring(test):
                text = f"{test.name} has no docstring. Write what the test asks, for the student."
                found.append(Hole("test-without-docstring", path, text, test.lineno))
            if named[test.name] > 1:
                named[test.name] -= 1
                text = f"{test.name} is defined again below, so this one never runs. Rename one."
                found.append(Hole("test-hidden", path, text, test.lineno))
            found += [
                Hole(
                    "stays-without-reason",
                    path,
                    f"{test.name} stays for no reason. Write @pytest.mark.stays('the reason').",
                    test.lineno,
                )
                for mark in test.decorator_list
                if _is_stays(mark) and _reason(mark) is None
            ]
    return found


def reasons(path: Path) -> dict[str, str]:
    """Test -> why its author says that it stays."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return {}
    return {
        node.name: reason
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if _is_stays(mark) and (reason := _reason(mark)) is not None
    }


def _is_stays(mark: ast.expr) -> bool:
    name = mark.func if isinstance(mark, ast.Call) else mark
    return isinstance(name, ast.Attribute) and name.attr == "stays"


def _reason(mark: ast.expr) -> str | None:
    if isinstance(mark, ast.Call) and mark.args and isinstance(mark.args[0], ast.Constant):
        value = mark.args[0].value
        return value.strip() or None if isinstance(value, str) else None
    return None
