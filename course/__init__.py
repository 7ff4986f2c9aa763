"""An auto-graded course framework: `course check` for students, `course grade` for instructors."""

__version__ = "0.1.0"
