"""What is wrong in a file of the course, as its author reads it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file of the course."""

    path: Path
    message: str
    line: int | None = None

    def __str__(self) -> str:
        """`path:line: message`, as compilers and editors write it."""
        return (
            f"{self.path}:{self.line}: {self.message}"
            if self.line
            else f"{self.path}: {self.message}"
        )
