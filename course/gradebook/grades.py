"""One student's grades and comments in the gradebook, by nbgrader's own rules."""

from datetime import datetime

from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade

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

    Manual scores, extra credit and manual comments stay, and whoever has a manual score needs
    another look. So does a submission that could not be read, which scores 0, and one that we
    could not grade, which has no score.
    """
    gradebook.update_or_create_student(student)
    submission = gradebook.update_or_create_submission(assignment, student, timestamp=handed_in)
    submitted = gradebook.find_submission_notebook(assignment, assignment, student)
    cells = {grade_id_of(cell): cell for cell in notebook.cells}
    for grade in submitted.grades:
        score = None
        if status is not Status.ERROR and grade.name in cells:
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
        gradebook.db.flush()
        penalty = penalties.plugin_inst.late_submission_penalty(student, submitted.score, late)
        if penalty is not None:
            submitted.late_submission_penalty = min(max(penalty, 0), submitted.score)
    return submitted


def _untouched(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))
