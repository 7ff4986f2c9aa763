"""`examples.json` written: an assignment's public examples, tried on its references and chaffs.

Nothing here is imported on a student's laptop.
"""

import json
import math
import zlib
from binascii import b2a_base64
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from course.bounded import SECONDS
from course.catalog import chain_path, load_solution, solution_path
from course.chain.values import as_written, draw, try_chain
from course.diagnose import observe_all
from course.errors import AuthorError, TimedOut
from course.examples import DTYPES, SCHEMA, HandedExercise, Handout
from course.model import Assignment, Course, Solution
from course.observation import Observation, Opaque
from course.problem import Problem
from course.skeleton import axis_names, parameters, skeleton


def hand_out(
    course: Course,
    assignment: Assignment,
    skeletons: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Handout:
    """Evaluate the public examples of every exercise on its reference and its chaffs.

    Raises AuthorError where one of them does not come back within so many seconds.
    """
    exercises, solutions = [], {}
    for exercise in assignment.exercises:
        solution = solutions[exercise.name] = load_solution(course, assignment, exercise)
        path = solution_path(course, assignment, exercise)
        try:
            encoded = _evaluated(solution, path, seconds)
        except TypeError as error:
            raise AuthorError([Problem(path, str(error))]) from error
        exercises.append(
            HandedExercise(
                name=exercise.name,
                title=exercise.title,
                signature=f"{exercise.name}({', '.join(parameters(solution.reference))})",
                skeleton=skeleton(solution.reference),
                axes=dict(axis_names(solution.reference)),
                hints=exercise.hints,
                encoded=encoded,
            )
        )
    return Handout(
        assignment.name,
        assignment.title,
        tuple(exercises),
        assignment.questions,
        dict(skeletons or {}),
        _chain(course, assignment, exercises, solutions),
    )


def _evaluated(solution: Solution, path: Path, seconds: float) -> Mapping[str, Any]:
    public = [example for example in solution.examples if example.public]

    def observed(what: str, function: Callable[..., Any]) -> list[Mapping[str, Any]]:
        try:
            return [_observed(each) for each in observe_all(function, public, seconds)]
        except TimedOut as late:
            line = function.__code__.co_firstlineno
            raise AuthorError([Problem(path, f"{what} {late}", line)]) from late

    expected = observed("the reference", solution.reference)
    return {
        "examples": [
            {
                "name": example.name,
                "arguments": {name: _encode(value) for name, value in example.arguments.items()},
                "expected": due,
            }
            for example, due in zip(public, expected, strict=True)
        ],
        "chaffs": _packed(
            [
                {
                    "name": chaff.name,
                    "message": chaff.message,
                    "observed": observed(f"chaff {chaff.name!r}", chaff.function),
                }
                for chaff in solution.chaffs
            ]
        ),
    }


def _chain(
    course: Course,
    assignment: Assignment,
    exercises: Sequence[HandedExercise],
    solutions: Mapping[str, Solution],
) -> Mapping[str, Any] | None:
    """The chain, tried on the references, with what its picture is due to show."""
    if assignment.chain is None:
        return None
    references = {name: solution.reference for name, solution in solutions.items()}
    chaffs = {
        name: {chaff.name: chaff.function for chaff in solution.chaffs}
        for name, solution in solutions.items()
    }
    try:
        try_chain(assignment.chain, exercises, references)
        drawn = draw(assignment.chain, exercises, references, chaffs)
    except ValueError as error:
        raise AuthorError([Problem(chain_path(course, assignment), str(error))]) from error
    return as_written(assignment.chain, drawn, _encode)


def dumps(handout: Handout) -> str:
    """The text of `examples.json`; equal handouts give equal texts."""
    text = json.dumps(
        {
            "schema": SCHEMA,
            "assignment": handout.assignment,
            "title": handout.title,
            "skeletons": dict(sorted(handout.skeletons.items())),
            "questions": [
                {
                    "id": question.id,
                    "text": question.text,
                    "options": dict(question.options),
                    "hint": question.hint,
                    "see": question.see,
                    "points": question.points,
                }
                for question in handout.questions
            ],
            "exercises": [
                {
                    "name": exercise.name,
                    "title": exercise.title,
                    "signature": exercise.signature,
                    "skeleton": exercise.skeleton,
                    "axes": {name: list(axes) for name, axes in exercise.axes.items()},
                    "hints": list(exercise.hints),
                    "examples": exercise.encoded["examples"],
                    "chaffs": exercise.encoded["chaffs"],
                }
                for exercise in handout.exercises
            ],
            "chain": handout.chain,
        },
        ensure_ascii=False,
        allow_nan=False,
        indent=1,
    )
    return text + "\n"


def _packed(chaffs: Sequence[Mapping[str, Any]]) -> str:
    text = json.dumps(chaffs, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return b2a_base64(zlib.compress(text.encode(), 9), newline=False).decode("ascii")


def _observed(observation: Observation) -> dict[str, Any]:
    found: dict[str, Any] = (
        {"raised": observation.raised}
        if observation.raised
        else {"value": _encode(observation.value)}
    )
    if observation.changed:
        found["changed"] = list(observation.changed)
    return found


def _encode(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype.str not in DTYPES:
            return {"opaque": f"an array of dtype {array.dtype.name}"}
        data = b2a_base64(array.tobytes(), newline=False).decode("ascii")
        return {"array": {"dtype": array.dtype.str, "shape": list(array.shape), "data": data}}
    if isinstance(value, tuple):
        return {"tuple": [_encode(item) for item in value]}
    if isinstance(value, list):
        return [_encode(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": repr(value)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Opaque):
        return {"opaque": value.kind}
    raise TypeError(f"an example cannot hold a {type(value).__name__}")
