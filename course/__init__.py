"""An auto-graded course framework: `course check` for students, `course grade` for instructors.

In a notebook, `from course import check` and `check("softmax")`.
"""

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Looked up when it is asked for: the command imports this package too, and should start fast.
    if name == "check":
        from importlib import import_module

        return import_module("course.notebook").check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
