"""A class of sample students, composed from an assignment's references, wheats and chaffs.

`solutions/<assignment>/class.toml` says who they are, what each of them wrote and what it must
score, so that the whole way from release to gradebook can be tried on known submissions.
"""

import ast
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.catalog import load_answers, load_solution
from course.errors import AuthorError, MissingInput
from course.model import Assignment, Course, Solution
from course.problem import Problem
from course.skeleton import definition, program, skeleton

_IMPORT = "import numpy as np"
_REQUIRED: dict[str, Any] = {"name": str, "story": str, "score": (int, float)}
_OPTIONAL: dict[str, Any] = {"form": str, "functions": dict, "answers": dict, "source": str}


@dataclass(frozen=True, slots=True)
class SampleStudent:
    """One student, what they wrote, and what it must score."""

    name: str
    story: str
    score: float
    form: str
    """"py" or "ipynb"."""
    functions: Mapping[str, str]
    """Exercise -> its source."""
    answers: Mapping[str, str]
    source: str = ""
    """A whole file as it is, in place of functions and answers."""


def class_path(course: Course, assignment: Assignment) -> Path:
    """The file that describes an assignment's sample class."""
    return course.root / "solutions" / assignment.name / "class.toml"


def load_class(course: Course, assignment: Assignment) -> tuple[SampleStudent, ...]:
    """The sample students of an assignment, in the order of the file."""
    path = class_path(course, assignment)
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("student", [])
    except FileNotFoundError:
        raise MissingInput(
            f"'{assignment.name}' has no sample class: '{path}' is missing."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuthorError([Problem(path, str(error))]) from error
    solutions = {
        exercise.name: load_solution(course, assignment, exercise)
        for exercise in assignment.exercises
    }
    answers = load_answers(course, assignment)
    problems = [problem for entry in entries for problem in _problems(entry, solutions)]
    names = [str(entry.get("name")) for entry in entries]
    problems += [
        f"two students are called {name!r}" for name in sorted(set(names)) if names.count(name) > 1
    ]
    if not entries:
        problems.append("has no [[student]]")
    if problems:
        raise AuthorError([Problem(path, problem) for problem in problems])
    return tuple(_student(entry, solutions, answers) for entry in entries)


def as_module(student: SampleStudent) -> bytes:
    """The student's work as a .py file."""
    if student.source:
        return student.source.encode()
    blocks = [_IMPORT, *student.functions.values(), _answers(student)]
    return ("\n\n\n".join(block.strip("\n") for block in blocks) + "\n").encode()


def as_notebook(student: SampleStudent, handed_out: bytes) -> bytes:
    """The student's work in the cells of a notebook that was handed out.

    A cell is known by its id: an exercise's name, or "answers". A whole file goes into the first.
    """
    notebook = json.loads(handed_out)
    sources = {**student.functions, "answers": _answers(student)}
    if student.source:
        first, *others = sources
        sources = {first: student.source, **dict.fromkeys(others, "")}
    for cell in notebook["cells"]:
        if cell.get("id") in sources:
            cell["source"] = sources.pop(cell["id"]).strip("\n")
    if sources:
        raise ValueError(f"the notebook has no cell {next(iter(sources))!r}")
    return json.dumps(notebook, indent=1).encode()


def _answers(student: SampleStudent) -> str:
    return f"answers = {dict(student.answers)!r}"


def _problems(entry: Mapping[str, Any], solutions: Mapping[str, Solution]) -> Iterator[str]:
    who = f"student {entry.get('name')!r}"
    known = _REQUIRED | _OPTIONAL
    for key, value in entry.items():
        if key not in known:
            yield f"{who}: unknown key {key!r}"
        elif not isinstance(value, known[key]):
            yield f"{who}: {key!r} is {value!r}"
    for key in _REQUIRED:
        if key not in entry:
            yield f"{who}: key {key!r} is missing"
    if entry.get("form", "py") not in ("py", "ipynb"):
        yield f"{who}: form {entry['form']!r} is neither 'py' nor 'ipynb'"
    functions = entry.get("functions", {})
    for name, choice in functions.items() if isinstance(functions, dict) else ():
        if name not in solutions:
            yield f"{who}: no exercise {name!r}"
        elif choice not in _choices(name, solutions[name]):
            yield f"{who}: nothing of {name!r} is called {choice!r}"


def _student(
    entry: Mapping[str, Any], solutions: Mapping[str, Solution], answers: Mapping[str, str]
) -> SampleStudent:
    chosen = entry.get("functions", {})
    return SampleStudent(
        name=entry["name"],
        story=entry["story"],
        score=float(entry["score"]),
        form=entry.get("form", "py"),
        functions={
            name: _choices(name, solution)[chosen.get(name, "reference")]
            for name, solution in solutions.items()
        },
        answers=entry.get("answers", answers),
        source=entry.get("source", ""),
    )


def _choices(name: str, solution: Solution) -> dict[str, str]:
    """Everything that a student may have written for an exercise: its word -> its source."""
    reference = solution.reference
    written = {
        **{f"wheat:{wheat.name}": wheat.function for wheat in solution.wheats},
        **{f"chaff:{chaff.name}": chaff.function for chaff in solution.chaffs},
    }
    return {
        "reference": program(reference, name).removeprefix(_IMPORT),
        "untouched": skeleton(reference),
        "loop": f"{definition(reference)}\n    while True:\n        pass",
        **{
            word: _without_docstring(program(function, name).removeprefix(_IMPORT))
            for word, function in written.items()
        },
    }


def _without_docstring(source: str) -> str:
    """The source of one function as a student has it: a chaff's docstring is its diagnosis."""
    function = ast.parse(source).body[0]
    if not isinstance(function, ast.FunctionDef) or ast.get_docstring(function) is None:
        return source
    docstring, *_ = function.body
    lines = source.splitlines()
    del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)
