"""Grades and comments in the gradebook, by nbgrader's own rules."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from nbformat import NotebookNode
from nbgrader.api import BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade

from course.gradebook.restore import grade_id_of
from course.model import Status

Penalty: TypeAlias = Callable[[str, float, float], float | None]
"""A student, the score and the seconds that it is late -> what is taken off."""


def late_penalty(parent: Any) -> Penalty:
    """The plugin that nbgrader's configuration names; `parent` is whatever has that."""
    penalties = AssignLatePenalties(parent=parent)
    penalties.init_plugin()
    penalty: Penalty = penalties.plugin_inst.late_submission_penalty
    return penalty


class Grades:
    """The grades of one assignment, in an open transaction."""

    def __init__(self, gradebook: Gradebook, assignment: str, penalty: Penalty) -> None:
        self._gradebook, self._assignment, self._late_penalty = gradebook, assignment, penalty
        # What a session knows and somebody holds is not asked for again for each student.
        self._known = gradebook.find_assignment(assignment)
        self._cells: dict[str, BaseCell] = {
            cell.id: cell
            for notebook in self._known.notebooks
            for cell in (*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells)
        }

    def record(
        self, student: str, notebook: NotebookNode, handed_in: datetime | None, status: Status
    ) -> dict[str, Any]:
        """Write what a student's notebook is worth, as `nbgrader autograde` does.

        The grades are put into the cells' metadata, where feedback looks for them; the sums are
        returned.
        """
        self._gradebook.update_or_create_student(student)
        submission = self._gradebook.update_or_create_submission(
            self._assignment, student, timestamp=handed_in
        )
        (submitted,) = submission.notebooks
        cells = self.fill(submitted, notebook, status)
        return self._shown(
            submitted, {name: cells[name].metadata.nbgrader for name in cells if name}
        )

    def fill(
        self, submitted: SubmittedNotebook, notebook: NotebookNode, status: Status
    ) -> dict[str, NotebookNode]:
        """Write what an autograded notebook is worth; its cells by their grade id.

        Scores, credit and comments given by hand stay, and who has a manual score needs another
        look. So does a submission that could not be read, which scores 0, and one that we could
        not grade, which has no score.
        """
        cells = {grade_id_of(cell): cell for cell in notebook.cells}
        for grade in submitted.grades:
            cell = cells[self._cells[grade.cell_id].name]
            score = None
            if status is not Status.ERROR and is_grade(cell):
                score, _ = determine_grade(cell)
            grade.auto_score = score
            grade.needs_manual_grade = (
                score is None or grade.manual_score is not None or status is not Status.GRADED
            )
        for comment in submitted.comments:
            cell = cells.get(self._cells[comment.cell_id].name)
            comment.auto_comment = "No response." if cell and _untouched(cell) else None
        submitted.late_submission_penalty = self._penalty(submitted.assignment, submitted)
        return cells

    def _penalty(
        self, submission: SubmittedAssignment, submitted: SubmittedNotebook
    ) -> float | None:
        late = submission.total_seconds_late
        if late <= 0:
            return None
        self._gradebook.db.flush()  # or its score would be the one of before
        penalty = self._late_penalty(submission.student_id, submitted.score, late)
        return None if penalty is None else min(max(penalty, 0.0), submitted.score)

    def _shown(
        self, submitted: SubmittedNotebook, settings: dict[str, NotebookNode]
    ) -> dict[str, Any]:
        penalty = submitted.late_submission_penalty or 0.0
        score = max_score = 0.0
        for grade in submitted.grades:
            cell, earned = self._cells[grade.cell_id], _earned(grade)
            score += earned
            max_score += cell.max_score
            by_hand = grade.manual_score is not None
            settings[cell.name].update(
                score=earned,
                points=cell.max_score,
                by_hand=by_hand,
                waits=grade.needs_manual_grade and not by_hand,
            )
        for comment in submitted.comments:
            if (name := self._cells[comment.cell_id].name) in settings:
                settings[name].comment = comment.manual_comment or comment.auto_comment
        return {"score": score - penalty, "max_score": max_score, "late_penalty": penalty}


def _earned(grade: Grade) -> float:
    """As the gradebook sums it up; the row itself knows only after it was read again."""
    given = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return float(given + (grade.extra_credit or 0.0)) if given is not None else 0.0


def _untouched(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))
