"""What a picture of a wrong result is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Maps:
    """What came and what is due on a public example, as two small maps of queries and keys."""

    rows: str
    """The rows' axis: "seq_q"."""
    columns: str
    at: str
    """Which map of the array it is: "batch=0, heads=1"; empty where there is one alone."""
    got: tuple[tuple[float, ...], ...]
    expected: tuple[tuple[float, ...], ...]
