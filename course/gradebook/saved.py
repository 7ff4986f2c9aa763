"""The step of `nbgrader autograde` that records scores, in the place of nbgrader's."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades

from course.gradebook.noted import noted
from course.model import Status


class SaveScores(SaveAutoGrades):  # type: ignore[misc] # nbgrader has no types
    """nbgrader's own, which besides asks for a look at what could not be read.

    A new notebook that is broken replaces an earlier grade by 0; `course grade --gradebook` does
    the same.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Record every score of the notebook."""
        told = noted(nb)
        self._unread = told is not None and told.report.status is Status.NOT_GRADABLE
        made: tuple[NotebookNode, dict[str, Any]] = super().preprocess(nb, resources)
        return made

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._add_score(cell, resources)
        if self._unread:
            grade = self.gradebook.find_grade(
                cell.metadata.nbgrader.grade_id,
                self.notebook_id,
                self.assignment_id,
                self.student_id,
            )
            grade.needs_manual_grade = True
            self.gradebook.db.commit()
