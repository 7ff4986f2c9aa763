"""The Dockerfile: sound by its linter, and what it copies is there, is enough, and is no secret."""

import fnmatch
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LINES = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def instructions(name: str) -> list[str]:
    return [line.removeprefix(name).strip() for line in LINES if line.startswith(f"{name} ")]


def copied() -> list[str]:
    return [source for line in instructions("COPY") for source in line.split()[:-1]]


def let_through(path: str) -> bool:
    """Whether .dockerignore lets a path into the build: the last pattern that fits decides."""
    through = True
    for pattern in IGNORED:
        bare = pattern.removeprefix("!").removeprefix("**/")
        parts = path.split("/")
        names = parts if "**/" in pattern else ["/".join(parts[: n + 1]) for n in range(len(parts))]
        if any(fnmatch.fnmatchcase(name, bare) for name in names):
            through = pattern.startswith("!")
    return through


def test_hadolint_finds_nothing() -> None:
    command = [BIN / "hadolint", "Dockerfile"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_base_is_named_by_a_tag_of_the_lowest_python() -> None:
    (base,) = instructions("FROM")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = project["requires-python"].removeprefix(">=")
    assert re.fullmatch(rf"python:{re.escape(lowest)}-slim-\w+", base)


def test_what_it_copies_exists_and_is_let_through() -> None:
    assert copied()
    assert [path for path in copied() if not (ROOT / path).exists()] == []
    assert [path for path in copied() if not let_through(path)] == []


@pytest.mark.parametrize(
    "path",
    [
        *("solutions/qkv/softmax.py", "grader/qkv/test_softmax.py", "exercises/qkv/softmax.py.j2"),
        *(".course/secret", ".git/config", ".venv/bin/pip", "submissions/ada/qkv.py", "grades.csv"),
        "course/__pycache__/model.pyc",
    ],
)
def test_nothing_of_a_course_is_let_through(path: str) -> None:
    assert not let_through(path)


def test_its_entry_point_is_the_command() -> None:
    (entry,) = instructions("ENTRYPOINT")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert json.loads(entry) == ["course"]
    assert "course" in project["scripts"]


def test_the_extras_that_it_installs_exist() -> None:
    (install,) = instructions("RUN")
    extras = re.search(r'"\.\[([\w,]+)\]"', install)
    assert extras is not None
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(extras[1].split(",")) <= set(project["optional-dependencies"])


def test_what_it_copies_is_enough_to_build_from(tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    for path in copied():
        if (ROOT / path).is_dir():
            shutil.copytree(
                ROOT / path, context / path, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / path, context / path)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", context]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((context / "dist").glob("*.whl"))) == 1
