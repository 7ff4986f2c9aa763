import subprocess
import sys
from pathlib import Path

import pytest

from course.catalog import load_course
from course.cli.skeletons import Skeletons
from course.errors import MissingInput

TINY = load_course(Path(__file__).parents[2] / "assets" / "tiny")


def test_both_forms_are_what_students_start_from():
    from course.release.student import skeleton_files

    skeletons = Skeletons(TINY, TINY.assignments[0])

    assert dict(skeletons) == skeleton_files(TINY, TINY.assignments[0])
    assert len(skeletons) == 2


def test_nothing_is_imported_before_somebody_looks():
    code = f"""
import sys
from pathlib import Path
from course.catalog import load_course
from course.cli.skeletons import Skeletons
course = load_course(Path({str(TINY.root)!r}))
Skeletons(course, course.assignments[0])
print([name for name in sys.modules if name.startswith(("course.release", "jupytext"))])
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout == "[]\n"


def test_without_the_release_extra_a_look_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "jupytext", None)
    for name in [name for name in sys.modules if name.startswith("course.release")]:
        monkeypatch.delitem(sys.modules, name)

    with pytest.raises(MissingInput, match=r"needs 'jupytext'.*attention-course\[release\]"):
        Skeletons(TINY, TINY.assignments[0])["py"]
