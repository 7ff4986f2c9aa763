"""The nbgrader gradebook: test cells scored by the hidden graders, outside the student's kernel.

`GradeWithHiddenTests` stands after `Execute` in `c.Autograde.autograde_preprocessors`, and
`FeedbackExporter` in the place of nbgrader's own feedback page.
"""

from course.gradebook.feedback import FeedbackExporter, FindGrades
from course.gradebook.preprocessor import GradeWithHiddenTests

__all__ = ["FeedbackExporter", "FindGrades", "GradeWithHiddenTests"]
