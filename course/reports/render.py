"""Our pages: templates filled with what strangers wrote, and everything in it made harmless.

Jinja escapes each text, `plain` takes away control characters, and a page's policy forbids
scripts and requests.
"""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from course.plain import plain

MARKER = '<meta name="generator" content="attention-course feedback">'
"""Stands in every page of ours; a file without it is somebody else's."""


def render_page(template: str, **values: Any) -> str:
    """A template of ours, with everything that it shows made harmless."""
    page = _templates().get_template(template)
    return page.render(marker=Markup(MARKER), **values)  # noqa: S704 - a constant


@cache
def _templates() -> jinja2.Environment:
    room = Path(__file__).parent
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([room / "templates", room.parent]),  # `look.css` is above
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalize(value: Any) -> Any:
    """Every text that a template shows passes here; numbers and our own markup stay as they are."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
