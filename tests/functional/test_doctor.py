"""`course doctor`, and what `course grade` does with it."""

import os
import subprocess
import sys
from pathlib import Path

COURSE = Path(sys.executable).with_name("course")
TINY = Path(__file__).parents[1] / "assets" / "tiny"


def run(*arguments):
    return subprocess.run(
        [COURSE, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "60", "COURSE_SECRET": "of the tests"},
        check=False,
    )


def test_the_doctor_names_every_layer_and_says_what_grading_does():
    done = run("doctor")
    assert done.stderr == ""
    for layer in ("namespaces", "landlock", "seccomp", "rlimits"):
        assert f" {layer}: " in done.stdout
    grades = "course grade grades here." in done.stdout
    assert done.returncode == (0 if grades else 1)
    assert max(map(len, done.stdout.splitlines())) <= 60


def test_grading_without_a_sandbox_warns(tmp_path):
    (tmp_path / "ada.py").write_text("def double(x):\n    return x * 2\n")
    done = run("grade", tmp_path, "--course", TINY, "--sandbox", "off")
    assert done.returncode == 0
    assert done.stderr.startswith("Warning: --sandbox off. Student code can read your files")


def test_an_unknown_sandbox_is_a_usage_error(tmp_path):
    done = run("grade", tmp_path, "--course", TINY, "--sandbox", "of")
    assert done.returncode == 2
    assert "'auto', 'require', 'off'" in done.stderr
