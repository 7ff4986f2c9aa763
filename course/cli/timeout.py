"""How long a student's own code may take, as they may say it."""

from collections.abc import Callable
from typing import Any

import click


def timeout_option(each: str) -> Callable[[Any], Any]:
    """The option `--timeout`: seconds for loading the file, and for `each` of what follows."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True, max=3600),
        default=10.0,
        show_default=True,
        help=f"Seconds that loading your file and each {each} may take.",
    )
