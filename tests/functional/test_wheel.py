"""What a student installs: the wheel holds course/ alone, and asks for three packages."""

import re
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT]
    built = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = out.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_file_of_course_and_nothing_else(wheel):
    package = ROOT / "course"
    source = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    built = {name for name in wheel.namelist() if not name.split("/")[0].endswith(".dist-info")}
    assert built == source


def test_the_wheel_brings_the_types_marker_and_the_license(wheel):
    names = wheel.namelist()
    assert "course/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_a_plain_install_asks_for_numpy_click_and_jinja2_only(wheel):
    (path,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    required = Parser().parsestr(wheel.read(path).decode()).get_all("Requires-Dist")
    plain = [requirement for requirement in required if "extra ==" not in requirement]
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in plain}
    assert names == {"numpy", "click", "jinja2"}
