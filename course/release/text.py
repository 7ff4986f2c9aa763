"""The plain text files of a release, from the templates beside this module.

They write `<< value >>` and `<% if … %>`, since `{{ … }}` belongs to GitHub's workflows.
"""

from typing import Any

import jinja2


def text_file(template: str, **values: Any) -> bytes:
    """One template of `templates/`, rendered; a value that it lacks is an error of ours."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("course.release"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown, YAML and Python, not HTML
        keep_trailing_newline=True,
        trim_blocks=True,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
    )
    return environment.get_template(template).render(**values).encode()
