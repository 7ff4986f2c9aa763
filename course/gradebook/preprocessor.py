"""The step of `nbgrader autograde` that scores the test cells, in place of the kernel's word."""

import os
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Unicode, default

from course.catalog import find_assignment, find_course, load_course
from course.errors import CouldNotGrade, CourseError
from course.gradebook.cells import PREFIX, add_missing, student_code, write_scores
from course.gradebook.noted import forget, note
from course.grading.engine import grade
from course.isolation import MODES
from course.model import Assignment, Report, Status
from course.submission import Source, Submission


class GradeWithHiddenTests(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Grade a notebook as `course grade` does, and write each test cell's score and verdict.

    It stands after `Execute`: whatever the student's kernel left in a test cell is replaced.
    """

    course = Unicode(
        help="The course's folder, or one inside it; relative to the nbgrader course folder. "
        "Default: the environment variable COURSE_ROOT, else upwards from the nbgrader folder."
    ).tag(config=True)

    sandbox = Enum(
        MODES, default_value="auto", help="Isolation, as course grade --sandbox has it."
    ).tag(config=True)

    @default("course")
    def _course_from_environment(self) -> str:
        return os.environ.get("COURSE_ROOT", ".")

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Score the notebook; a notebook without test cells of ours is left as it is."""
        about = resources["nbgrader"]
        forget(nb)
        with Gradebook(about["db_url"]) as gradebook:
            source = gradebook.find_notebook(about["notebook"], about["assignment"])
            by_hand = {cell.name for cell in source.solution_cells}
            tests = {
                cell.name: float(cell.max_score)
                for cell in source.grade_cells
                if cell.name.startswith(PREFIX) and cell.name not in by_hand
            }
            if not tests:
                return nb, resources
            try:
                assignment, report = self._graded(nb, about["assignment"], about["student"])
                for grade_id in add_missing(nb, tests):
                    self.log.warning("Cell '%s' was missing and is graded all the same", grade_id)
                write_scores(nb, tests, report)
                note(nb, assignment, report)
            except CourseError:
                # nbgrader keeps an earlier grade when a notebook fails: somebody must look.
                submitted = gradebook.find_submission_notebook(
                    about["notebook"], about["assignment"], about["student"]
                )
                for kept in submitted.grades:
                    kept.needs_manual_grade = True
                gradebook.db.commit()
                raise
        return nb, resources

    def _graded(
        self, nb: NotebookNode, assignment_name: str, student: str
    ) -> tuple[Assignment, Report]:
        # nbgrader converts in the nbgrader course folder, so a relative path starts there.
        course = load_course(find_course(Path(self.course)))
        assignment = find_assignment(course, assignment_name)
        submission = Submission(
            student, Source("ipynb", student_code(nb), f"{student}/{assignment_name}.ipynb")
        )
        (report,) = grade(course, assignment, [submission], sandbox=self.sandbox)
        for flag in report.flags:
            self.log.warning("%s: %s", student, flag)
        if report.status is Status.ERROR:
            raise CouldNotGrade(f"'{student}' got no score, by no fault of theirs: {report.reason}")
        return assignment, report
