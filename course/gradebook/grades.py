"""One student's grades and comments in the gradebook, by nbgrader's own rules."""

from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Grade, Gradebook, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade

from course.gradebook.restore import grade_id_of
from course.model import Status


def record(
    gradebook: Gradebook,
    notebook: NotebookNode,
    *,
    assignment: str,
    student: str,
    handed_in: datetime | None,
    status: Status,
    penalties: AssignLatePenalties,
) -> SubmittedNotebook:
    """Write what an autograded notebook is worth, as `nbgrader autograde` does.

    Scores, credit and comments given by hand stay, and who has a manual score needs another look.
    So does a submission that could not be read, which scores 0, and one that we could not grade,
    which has no score.
    """
    gradebook.update_or_create_student(student)
    submission = gradebook.update_or_create_submission(assignment, student, timestamp=handed_in)
    submitted = gradebook.find_submission_notebook(assignment, assignment, student)
    cells = {grade_id_of(cell): cell for cell in notebook.cells}
    for grade in submitted.grades:
        score = None
        if status is not Status.ERROR and is_grade(cells[grade.name]):
            score, _ = determine_grade(cells[grade.name])
        grade.auto_score = score
        grade.needs_manual_grade = (
            score is None or grade.manual_score is not None or status is not Status.GRADED
        )
    for comment in submitted.comments:
        cell = cells.get(comment.name)
        comment.auto_comment = "No response." if cell and _untouched(cell) else None
    submitted.late_submission_penalty = None
    late = submission.total_seconds_late
    if late > 0:
        gradebook.db.flush()  # or its score would be the one of before
        penalty = penalties.plugin_inst.late_submission_penalty(student, submitted.score, late)
        if penalty is not None:
            submitted.late_submission_penalty = min(max(penalty, 0), submitted.score)
    return submitted


def show_grades(submitted: SubmittedNotebook, notebook: NotebookNode) -> dict[str, Any]:
    """Put the grades into the cells, as nbgrader does before it makes feedback; return the sums."""
    cells = {name: cell.metadata.nbgrader for cell in notebook.cells if (name := grade_id_of(cell))}
    penalty, score, max_score = submitted.late_submission_penalty or 0.0, 0.0, 0.0
    for grade in submitted.grades:
        settings, earned = cells[grade.name], _earned(grade)
        score += earned
        max_score += grade.cell.max_score
        by_hand = grade.manual_score is not None
        waits = grade.needs_manual_grade and not by_hand
        settings.update(score=earned, points=grade.cell.max_score, by_hand=by_hand, waits=waits)
    for comment in submitted.comments:
        if comment.name in cells:
            cells[comment.name].comment = comment.manual_comment or comment.auto_comment
    return {"score": score - penalty, "max_score": max_score, "late_penalty": penalty}


def _earned(grade: Grade) -> float:
    """As the gradebook sums it up; the row itself knows only after it was read again."""
    given = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return float(given + (grade.extra_credit or 0.0)) if given is not None else 0.0


def _untouched(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))
