"""An auto-graded course framework: `course check` for students, `course grade` for instructors.

In a notebook, `from course import check, quiz`, `check("softmax")`, or `with course.trace():`.
"""

# Nothing is imported on the way to `course check`: typing alone takes as long as all of it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

_IN_A_NOTEBOOK = {
    "check": "course.notebook.check",
    "quiz": "course.notebook.quiz",
    "trace": "course.notebook.trace",
}


def __getattr__(name: str) -> "Any":
    # Looked up when it is asked for: the command imports this package too, and should start fast.
    if name in _IN_A_NOTEBOOK:
        from importlib import import_module

        return getattr(import_module(_IN_A_NOTEBOOK[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
