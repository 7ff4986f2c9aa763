"""`course new` and `course audit`, as an author types them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema

from course.reports.audit_json import SCHEMA

SOUND = Path(__file__).parents[1] / "assets" / "sound"
COURSE = Path(sys.executable).with_name("course")


def typed(folder, *arguments):
    return subprocess.run(
        [COURSE, *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "60"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_course_passes_until_an_empty_exercise_is_added(tmp_path):
    root = tmp_path / "course"
    shutil.copytree(SOUND, root, ignore=shutil.ignore_patterns("__pycache__"))
    sound = typed(root, "audit", "rows", "--seeds", "2", "--json", "a.json", "--html", "a.html")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert sound.stdout.endswith("\n1 exercise, 37 programs, 2 seeds: no hole.\n")
    rules = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads((root / "a.json").read_text(encoding="utf-8")), rules)
    assert (root / "a.html").read_text(encoding="utf-8").count("<tr>") == 1 + 5 + 37

    new = typed(root, "new", "rows/half_of")
    assert new.returncode == 0, new.stderr
    with (root / "exercises/rows/chapter.md.j2").open("a", encoding="utf-8") as chapter:
        chapter.write('\n{% include "half_of.py.j2" %}\n')
    holes = typed(root, "audit", "--seeds", "1", "--json", "-")
    assert holes.returncode == 1, holes.stderr
    exercises = json.loads(holes.stdout)["exercises"]
    assert [bool(exercise["holes"]) for exercise in exercises] == [False, True]
