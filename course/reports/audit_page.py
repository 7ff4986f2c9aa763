"""An audit as one HTML page that needs nothing else: every exercise's kill matrix."""

from collections.abc import Mapping
from typing import Any

from course.audit.result import Audit, AuditedExercise, Kind, Program
from course.reports.audit_table import place, summary
from course.reports.points import points
from course.reports.render import render_page

_HEADINGS = {
    Kind.REFERENCE: "Reference",
    Kind.WHEAT: "Wheats",
    Kind.CHAFF: "Chaffs",
    Kind.TRIVIAL: "Code without sense",
    Kind.MUTANT: "Mutants",
}


def audit_page(audit: Audit) -> str:
    """The page."""
    return render_page(
        "audit.html.j2",
        summary=summary(audit),
        holes=[
            {"place": place(hole, audit.root), "message": hole.message} for hole in audit.all_holes
        ],
        exercises=[_exercise(exercise) for exercise in audit.exercises],
    )


def _exercise(exercise: AuditedExercise) -> Mapping[str, Any]:
    return {
        "name": exercise.name,
        "assignment": exercise.assignment,
        "tests": [
            {
                "name": test.name,
                "title": test.title,
                "points": points(test.points),
                "alone": len(alone),
                "stays": test.stays or "",
            }
            for test, alone in zip(exercise.tests, exercise.alone, strict=True)
        ],
        "groups": [
            {"heading": heading, "programs": [_program(one) for one in exercise.of(kind)]}
            for kind, heading in _HEADINGS.items()
            if exercise.of(kind)
        ],
    }


def _program(program: Program) -> Mapping[str, Any]:
    return {
        "name": program.name,
        "is_code": program.kind is Kind.MUTANT,
        "remark": _remark(program),
        "cells": [
            {"mark": "~", "kind": "flaky", "words": f"passes {cell.passed} of {cell.runs} seeds"}
            if cell.flaky
            else {"mark": "·", "kind": "passed", "words": "passes"}
            if not cell.killed
            else {"mark": "✗", "kind": "alone", "words": "fails here alone"}
            if len(program.killers) == 1
            else {"mark": "✗", "kind": "killed", "words": "fails"}
            for cell in program.cells
        ],
    }


def _remark(program: Program) -> str:
    if program.is_equivalent:
        return f"equivalent: {program.equivalent}"
    if program.kind in (Kind.CHAFF, Kind.MUTANT) and not program.killers:
        return "alive"
    if program.kind is Kind.CHAFF and program.diagnosis != program.name:
        return f"taken for {program.diagnosis}" if program.diagnosis else "not named"
    return ""
