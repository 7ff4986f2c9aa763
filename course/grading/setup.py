"""What a grader process is told once; light, since `course grade` itself imports no NumPy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from course.isolation import LAYERS
from course.model import Assignment, Course
from course.worker.process import Limits


@dataclass(frozen=True, slots=True)
class Setup:
    """What is graded, and how."""

    course: Course
    assignment: Assignment
    limits: Limits
    secret: bytes = field(repr=False)
    sandbox: str = "auto"
    """One of `course.isolation.MODES`."""
    layers: Sequence[str] = LAYERS
    """Layers to use where the machine has them."""
