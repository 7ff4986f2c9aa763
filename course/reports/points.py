"""How points are written for people."""


def points(value: float) -> str:
    """At most two decimals, and none that say nothing.

    >>> points(2.0), points(2.5), points(1 / 3)
    ('2', '2.5', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")
