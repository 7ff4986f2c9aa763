"""A course rendered for students and for nbgrader, and written without losing anybody's file."""

from course.release.everything import release
from course.release.nbgrader import release_nbgrader
from course.release.student import release_student, skeleton_files
from course.release.writer import WriteResult, write

__all__ = [
    "WriteResult",
    "release",
    "release_nbgrader",
    "release_student",
    "skeleton_files",
    "write",
]
