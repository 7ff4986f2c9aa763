"""The templates of pages and pictures, in the look that every page of the course has."""

import jinja2

_environment = jinja2.Environment(
    loader=jinja2.ChoiceLoader(
        [jinja2.PackageLoader("course.release"), jinja2.PackageLoader("course", "")]
    ),
    undefined=jinja2.StrictUndefined,
    autoescape=True,
    keep_trailing_newline=True,
    trim_blocks=True,
)


def html_template(name: str) -> jinja2.Template:
    """One template of `templates/`; it may include `look.css`, which is beside the rooms."""
    return _environment.get_template(name)
