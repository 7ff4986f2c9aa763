"""The nbgrader gradebook: test cells scored by the hidden graders, outside the student's kernel.

`GradeWithHiddenTests` stands after `Execute` in `c.Autograde.autograde_preprocessors`.
"""

from course.gradebook.preprocessor import GradeWithHiddenTests

__all__ = ["GradeWithHiddenTests"]
