"""What people hand in: a .py, a .ipynb, a folder or an archive, as bytes and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["py", "ipynb"]


@dataclass(frozen=True, slots=True)
class Source:
    """One student file."""

    kind: Kind
    data: bytes
    path: str
    """Shown to people; relative to what they handed in."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's work."""

    name: str
    source: Source | None
    reason: str = ""
    """Why it cannot be graded, where there is no source."""
    flags: tuple[str, ...] = ()
    """What somebody should know: two files that differ, a link that was passed over, …"""


def find_submissions(
    paths: Sequence[Path], assignment: str, skeletons: Mapping[str, bytes] = {}
) -> list[Submission]:
    """First cut: single files only."""
    return [
        Submission(
            path.stem,
            Source("ipynb" if path.suffix == ".ipynb" else "py", path.read_bytes(), path.name),
        )
        for path in paths
    ]
