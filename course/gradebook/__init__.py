"""The nbgrader gradebook: what nbgrader does, done in a jail and by the hidden tests.

The generated `nbgrader_config.py` puts these in the place of nbgrader's own steps, and of its
feedback page.
"""

from course.gradebook.collected import Collect
from course.gradebook.executor import RunInJail
from course.gradebook.feedback import FeedbackExporter, FindGrades
from course.gradebook.reading import ReadAnything, expect_notebook
from course.gradebook.restore import RestoreCells

__all__ = [
    "Collect",
    "FeedbackExporter",
    "FindGrades",
    "ReadAnything",
    "RestoreCells",
    "RunInJail",
    "expect_notebook",
]
