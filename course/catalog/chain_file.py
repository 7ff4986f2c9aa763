"""`chain.toml`: an author says how an assignment's functions follow on one another."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from course.catalog.author_files import (
    check_keys,
    line_of,
    line_of_table,
    parse_toml,
    read_text,
    unknown,
)
from course.chain import Chain, Mistake, Picture, Step, read_product, read_step
from course.problem import Problem

CHAIN = "chain.toml"


def load_chain(path: Path, exercises: Collection[str], problems: list[Problem]) -> Chain | None:
    """The chain in that file; None where there is none, or with a problem where it is wrong."""
    if not path.exists():
        return None
    before = len(problems)
    text = read_text(path, problems)
    found = parse_toml(text, path, 0, problems) if len(problems) == before else {}
    if len(problems) > before:
        return None
    needed = {"sizes": dict, "steps": list}
    check_keys(found, path, text, problems, required=needed, optional={"picture": dict})
    if len(problems) > before:
        return None
    sizes, products = _sizes(found["sizes"], path, text, problems)
    steps = _steps(found["steps"], exercises, path, text, problems)
    chain = Chain(sizes, products, steps)
    _check_names(chain, path, text, problems)
    if len(problems) > before:
        return None
    picture = None
    if "picture" in found:
        picture = _picture(found["picture"], chain, exercises, path, text, problems)
    return Chain(sizes, products, steps, picture) if len(problems) == before else None


def _sizes(
    found: Mapping[str, Any], path: Path, text: str, problems: list[Problem]
) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    sizes: dict[str, int] = {}
    products: dict[str, tuple[str, ...]] = {}
    for axis, size in found.items():
        line = line_of(text, axis)
        if type(size) is int and size > 0:
            sizes[axis] = size
            continue
        try:
            products[axis] = read_product(size if isinstance(size, str) else "")
        except ValueError as error:
            problems.append(Problem(path, f"size of {axis!r} is {size!r}: {error}", line))
            continue
        above = [*sizes, *products][:-1]
        problems += [
            Problem(path, unknown("size", factor, above) + " (it must stand above)", line)
            for factor in products[axis]
            if factor not in above
        ]
    return sizes, products


def _steps(
    found: list[Any], exercises: Collection[str], path: Path, text: str, problems: list[Problem]
) -> tuple[Step, ...]:
    steps: list[Step] = []
    for written in found:
        line = _line_with(text, str(written))
        try:
            step = read_step(written if isinstance(written, str) else "")
        except ValueError as error:
            problems.append(Problem(path, f"step {written!r}: {error}", line))
            continue
        if step.function not in exercises:
            problems.append(Problem(path, unknown("exercise", step.function, exercises), line))
        steps.append(step)
    if not found:
        problems.append(Problem(path, "'steps' is empty", line_of(text, "steps")))
    return tuple(steps)


def _check_names(chain: Chain, path: Path, text: str, problems: list[Problem]) -> None:
    """Every name stands for one thing, and what a step gives is not taken before."""
    taken = {*chain.sizes, *chain.products, *chain.inputs}
    for step in chain.steps:
        problems += [
            Problem(path, f"{name!r} stands for two things", _line_with(text, str(step)))
            for name in step.names
            if name in taken
        ]
        taken.update(step.names)


def _picture(
    found: Mapping[str, Any],
    chain: Chain,
    exercises: Collection[str],
    path: Path,
    text: str,
    problems: list[Problem],
) -> Picture | None:
    start, before = line_of(text, "picture") or 1, len(problems)
    check_keys(
        found,
        path,
        text,
        problems,
        required={"of": str, "title": str, "labels": list, "sizes": dict, "inputs": dict},
        optional={"mistake": list},
        start=start,
    )
    if len(problems) > before:
        return None
    if found["of"] not in chain.results:
        line = line_of(text, "of", start)
        problems.append(Problem(path, unknown("result", found["of"], chain.results), line))
    for kind, names, known in (
        ("size", found["sizes"], chain.sizes),
        ("input", found["inputs"], chain.inputs),
    ):
        problems += [
            Problem(path, unknown(kind, name, known), line_of(text, name, start) or start)
            for name in names
            if name not in known
        ]
    problems += [
        Problem(path, f"picture has no input {name!r}", start)
        for name in chain.inputs
        if name not in found["inputs"]
    ]
    problems += [
        Problem(path, f"size {axis!r} is {size!r}, but should be a whole number", start)
        for axis, size in found["sizes"].items()
        if type(size) is not int or size < 1
    ]
    mistakes = [
        _mistake(each, position, exercises, path, text, problems)
        for position, each in enumerate(found.get("mistake", []))
    ]
    return Picture(
        of=found["of"],
        title=found["title"],
        labels=tuple(str(label) for label in found["labels"]),
        sizes=found["sizes"],
        inputs=found["inputs"],
        mistakes=tuple(mistake for mistake in mistakes if mistake is not None),
    )


def _mistake(
    found: Any,
    position: int,
    exercises: Collection[str],
    path: Path,
    text: str,
    problems: list[Problem],
) -> Mistake | None:
    start, before = line_of_table(text, "picture.mistake", position), len(problems)
    if not isinstance(found, dict):
        problems.append(Problem(path, "write a mistake below [[picture.mistake]]", start))
        return None
    needed = dict.fromkeys(("option", "exercise", "chaff", "text"), str)
    check_keys(found, path, text, problems, required=needed, optional={}, start=start)
    if len(problems) > before:
        return None
    if found["exercise"] not in exercises:
        line = line_of(text, "exercise", start)
        problems.append(Problem(path, unknown("exercise", found["exercise"], exercises), line))
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", found["option"]):
        line = line_of(text, "option", start)
        problems.append(
            Problem(path, f"option {found['option']!r} is no word such as 'swap-axes'", line)
        )
    return Mistake(found["option"], found["exercise"], found["chaff"], found["text"])


def _line_with(text: str, part: str) -> int | None:
    for number, line in enumerate(text.splitlines(), start=1):
        if part and part in line:
            return number
    return None
