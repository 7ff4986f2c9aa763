"""The notebook that the formgrader shows: the student's cells, our verdict in each test cell."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course.gradebook.cells import write_scores
from course.gradebook.reading import read
from course.gradebook.restore import grade_id_of, restored
from course.gradebook.source import SourceNotebook
from course.model import Report, Status
from course.submission import Submission


def autograded(submission: Submission, report: Report, source: SourceNotebook) -> NotebookNode:
    """The submission as nbgrader would have autograded it, scored by the report.

    A `.py` file is shown in one cell before the test cells; a file that cannot be read leaves
    the test cells alone, which say why.
    """
    notebook: NotebookNode = restored(_submitted(submission, report), source.cells)
    if report.status is Status.ERROR:
        for cell in notebook.cells:
            if grade_id_of(cell) in source.tests:
                cell.outputs = [new_output("error", ename="NotGraded", evalue=report.reason)]
    else:
        write_scores(notebook, source.tests, report)
    return notebook


def _submitted(submission: Submission, report: Report) -> NotebookNode:
    source = submission.source
    notebook: NotebookNode = new_notebook()
    if source is None:
        return notebook
    if source.kind == "py":
        # The id is given, since a random one would differ each time.
        notebook.cells = [new_code_cell(report.source, id=source.kind)]
        return notebook
    notebook, _ = read(source.data, source.path)
    return notebook
