"""The step of `nbgrader autograde` that runs a notebook, in the place of nbgrader's `Execute`.

The student's cells run in a jail, for what they show. The test cells run nowhere: the hidden tests
answer them as `course grade` does, in the grader process. No cell decides a score. What they are
worth goes into the gradebook at once, by nbgrader's own rules: its own steps open the gradebook
each for itself, and commit after each cell.
"""

import os
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, Notebook, SubmittedNotebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Float, Unicode, default

from course.catalog import find_course
from course.errors import CouldNotGrade, CourseError, Fault, MissingInput
from course.gradebook.cells import PREFIX, draws, student_code, write_scores
from course.gradebook.database import opened
from course.gradebook.grades import Grades, late_penalty
from course.gradebook.kept import Kept, kept
from course.gradebook.noted import note
from course.gradebook.outputs import as_cell_outputs, not_run
from course.gradebook.restore import grade_id_of, unreadable
from course.isolation import MODES
from course.model import Report, Status
from course.submission import Beside, Source, Submission, find_submissions


class RunInJail(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader has no types
    """Run the student's cells in the jail, write and record each test cell's score and verdict."""

    course = Unicode(
        help="The course's folder, or one inside it; relative to the nbgrader course folder. "
        "Default: the environment variable COURSE_ROOT, else upwards from the nbgrader folder."
    ).tag(config=True)

    sandbox = Enum(
        MODES, default_value="auto", help="Isolation, as course grade --sandbox has it."
    ).tag(config=True)

    cell_seconds = Float(10.0, help="What one cell may take, for what it shows.").tag(config=True)

    notebook_seconds = Float(60.0, help="What all cells together may take.").tag(config=True)

    @default("course")
    def _course_from_environment(self) -> str:
        return os.environ.get("COURSE_ROOT", ".")

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run and score the notebook; our own fault raises, and asks for a hand."""
        about = resources["nbgrader"]
        with opened(about["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                about["notebook"], about["assignment"], about["student"]
            )
            try:
                tests = _points(submitted.notebook)
                status = self._run(nb, about, tests, resources["metadata"]["path"])
                self._record(gradebook, submitted, nb, status)
            except CourseError:
                # nbgrader keeps an earlier grade when a notebook fails: somebody must look.
                for grade in submitted.grades:
                    grade.needs_manual_grade = True
                gradebook.db.commit()
                raise
        return nb, resources

    def _run(
        self, nb: NotebookNode, about: dict[str, str], tests: dict[str, float], folder: str
    ) -> Status:
        student, reason = about["student"], unreadable(nb)
        # nbgrader converts in the nbgrader course folder, so a relative path starts there.
        root = find_course(Path(self.course))
        with kept(root, about["assignment"], self.sandbox, self.notebook_seconds) as processes:
            beside = _beside(Path(folder), about["assignment"])
            if reason:
                submission = Submission(student, None, reason)
            else:
                path = f"{about['notebook']}.ipynb"
                source = Source("ipynb", student_code(nb), path)
                submission = Submission(student, source, beside=beside)
            if not reason:
                processes.begin_shell(draws=draws(nb, beside))
            graded = processes.start_grading(submission)
            if not reason:
                self._show(nb, set(tests), processes, beside)
            report = graded.result()
            assignment = processes.assignment
        self._tell(report)
        write_scores(nb, tests, report)
        note(nb, assignment, report)
        return report.status

    def _record(
        self, gradebook: Gradebook, submitted: SubmittedNotebook, nb: NotebookNode, status: Status
    ) -> None:
        assignment = submitted.assignment.assignment.name
        Grades(gradebook, assignment, late_penalty(self)).fill(submitted, nb, status)
        gradebook.db.commit()

    def _show(
        self, nb: NotebookNode, tests: set[str], processes: Kept, beside: tuple[Beside, ...]
    ) -> None:
        """Run what is not a test cell; a cell that could not run says why."""
        count, over = 0, ""
        with processes.shell(beside) as shell:
            for cell in nb.cells:
                if cell.cell_type != "code" or grade_id_of(cell) in tests:
                    continue
                cell.outputs, cell.execution_count = [], None
                if not cell.source.strip():
                    continue
                count += 1
                if over:
                    cell.outputs = [not_run(f"Not run, for an earlier cell ended it all: {over}")]
                    continue
                try:
                    shown = shell.run_cell(cell.source, self.cell_seconds)
                except Fault as fault:
                    over = str(fault)
                    cell.outputs = [not_run(over)]
                else:
                    cell.outputs = as_cell_outputs(shown, count)
                    cell.execution_count = count

    def _tell(self, report: Report) -> None:
        for flag in report.flags:
            self.log.warning("%s: %s", report.submission, flag)
        if report.status is Status.ERROR:
            raise CouldNotGrade(
                f"'{report.submission}' got no score, by no fault of theirs: {report.reason}"
            )
        if report.reason:
            self.log.warning("%s: not gradable, a score of 0: %s", report.submission, report.reason)


def _points(source: Notebook) -> dict[str, float]:
    """The points of each test cell, by its grade id, as the instructor's source has them."""
    by_hand = {cell.name for cell in source.solution_cells}
    points = {
        cell.name: float(cell.max_score) for cell in source.grade_cells if cell.name not in by_hand
    }
    for name in points:
        if not name.startswith(PREFIX):
            # Left as it is, it would be worth full marks: nbgrader looks at its outputs alone.
            raise CouldNotGrade(
                f"Cell '{name}' of '{source.assignment.name}' is no test cell of a course. "
                "Generate the assignment with 'course generate', or grade it in another nbgrader "
                "folder."
            )
    return points


def _beside(folder: Path, assignment: str) -> tuple[Beside, ...]:
    """The files that the student handed in with the notebook."""
    try:
        (found,) = find_submissions([folder], assignment)
    except (MissingInput, ValueError):
        return ()
    return found.beside
