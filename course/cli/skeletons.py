"""An assignment's skeletons, made when somebody first looks at one.

Only a student who hands in both forms needs them, and making them needs what the extra `release`
installs: a class that hands in one form is graded without it.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from course.errors import MissingInput
from course.model import Assignment, Course


class Skeletons(Mapping[str, bytes]):
    """Kind, "py" or "ipynb" -> the file that a student starts from."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self._course = course
        self._assignment = assignment

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        try:
            from course.release.student import skeleton_files
        except ModuleNotFoundError as error:
            raise MissingInput(
                "A student handed in a .py and a .ipynb, and telling which one was worked on needs "
                f"{error.name!r}. Run: python -m pip install 'attention-course[release]'"
            ) from error
        return skeleton_files(self._course, self._assignment)

    def __getitem__(self, kind: str) -> bytes:
        return self._files[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
