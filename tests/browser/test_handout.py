"""The handout, as a student opens it from their folder."""

from functools import partial

import pytest
from click.testing import CliRunner

from course.cli import course

run = partial(CliRunner().invoke, course)


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    """The handout of the chapter, generated once."""
    folder = tmp_path_factory.mktemp("release")
    done = run(["generate", "qkv", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return folder / "qkv/handout.html"


def test_the_handout_opens_from_the_file_system(handout, page):
    page.goto(handout.as_uri())
    assert page.get_by_role("heading", level=1).count() == 1
