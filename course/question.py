"""The words of a quiz."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One multiple-choice question; its answer is kept apart, in `solutions/`."""

    id: str
    text: str
    options: Mapping[str, str]
    """Option key -> option text, in the order shown."""
    hint: str
    see: str
    """Anchor of the chapter's paragraph that answers it."""
    points: float = 1.0
