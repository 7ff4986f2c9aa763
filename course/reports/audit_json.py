"""An audit as one JSON object, as docs/audit-format.md says."""

import json
from pathlib import Path
from typing import Any

from course.audit.result import Audit, AuditedExercise, Hole, Program
from course.reports.audit_table import place

SCHEMA = Path(__file__).parent.parent / "audit.schema.json"
"""The JSON Schema that it keeps to."""


def dumps(audit: Audit) -> str:
    """The audit as an ASCII text that ends with a newline."""
    document = {
        "schema": "course/audit/v1",
        "seeds": audit.seeds,
        "passed": not audit.all_holes,
        "holes": [_hole(hole, audit) for hole in audit.holes],
        "exercises": [_exercise(exercise, audit) for exercise in audit.exercises],
    }
    return json.dumps(document, allow_nan=False, indent=1) + "\n"


def _exercise(exercise: AuditedExercise, audit: Audit) -> dict[str, Any]:
    return {
        "assignment": exercise.assignment,
        "name": exercise.name,
        "seconds": round(exercise.seconds, 3),
        "tests": [
            {
                "name": test.name,
                "title": test.title,
                "points": test.points,
                "line": test.line,
                "stays": test.stays,
                "alone": list(alone),
            }
            for test, alone in zip(exercise.tests, exercise.alone, strict=True)
        ],
        "programs": [_program(program) for program in exercise.programs],
        "holes": [_hole(hole, audit) for hole in exercise.holes],
    }


def _program(program: Program) -> dict[str, Any]:
    return {
        "kind": program.kind.value,
        "name": program.name,
        "line": program.line,
        "diagnosis": program.diagnosis,
        "equivalent": program.equivalent,
        "difference": program.difference,
        "tests": [
            {"passed": cell.passed, "runs": cell.runs, "outcomes": dict(cell.outcomes)}
            for cell in program.cells
        ],
    }


def _hole(hole: Hole, audit: Audit) -> dict[str, Any]:
    path, _, _ = place(Hole(hole.kind, hole.path, ""), audit.root).partition(":")
    return {"kind": hole.kind, "path": path, "line": hole.line, "message": hole.message}
