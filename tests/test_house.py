"""The house around the code: the Makefile, the CI script, pre-commit and the pins."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]

TARGETS = """\
help       List the targets
demo       Grade a sample class: generate, grade, nbgrader, feedback
test       Run all tests, the hostile ones among them
hostile    Only let hostile submissions loose on the jail
fuzz       Fuzz the grader's end of the wire for FUZZ_SECONDS, 60 if not given
browser    Try the pages in Chromium
audit      Check that the graders are right
check      Everything that CI runs
format     Rewrite the code as the formatter wants it
lint       Check the format and lint
types      Check the types of course/
imports    Check which room imports which
docs       Check the commands, options and links in the docs
bench      Measure what benchmarks/ measures
clean      Remove the environment, the demo and all caches
"""


def run(*command, cwd=ROOT, path=None):
    """Run a command as from a fresh shell with our environment active."""
    path = path or f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": str(path)}
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        environment.pop(name, None)
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60
    )


def script(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@pytest.fixture
def house(tmp_path):
    """An empty project with our Makefile, pins and CI script."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt", ".ci/run"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_make_alone_lists_every_target():
    assert run("make").stdout == TARGETS
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split() == [
        line.split()[0] for line in TARGETS.splitlines()
    ]


def test_make_says_when_python_is_too_old(house):
    old = script(house / "old", "exit 1")
    done = run("make", f"PYTHON={old}", "test", cwd=house)
    assert done.returncode == 2
    assert f"'{old}' is not Python 3.11 or newer. Name one: make PYTHON=" in done.stderr


def test_make_says_what_to_install_where_no_environment_can_be_made(house):
    bare = script(house / "bare", '[ "$1" != -m ] || { mkdir -p .venv; exit 1; }')
    done = run("make", f"PYTHON={bare}", "test", cwd=house)
    assert done.returncode == 2
    assert "On Debian: apt-get install python3-venv" in done.stderr
    assert not (house / ".venv").exists()


def test_the_environment_is_made_once(house):
    python = script(
        house / "python",
        "[ $1 = -m ] || exit 0",
        "mkdir -p .venv/bin",
        "printf '#!/bin/sh\\necho \"$@\" >> installs\\n' > .venv/bin/pip",
        "printf '#!/bin/sh\\n' > .venv/bin/pytest",
        "chmod +x .venv/bin/*",
    )
    for _ in range(2):
        done = run("make", f"PYTHON={python}", "test", cwd=house)
        assert done.returncode == 0, done.stderr
    (install,) = (house / "installs").read_text().splitlines()
    assert "-c constraints.txt -e .[dev]" in install


POSTGRESQL = bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def machine(folder, *present):
    """A PATH of a bare machine, whose apt-get and make write down what they are asked."""
    tools = folder / "bin"
    script(folder / "new-make", f'echo "make $@" >> {folder}/log')
    install = f"cp {folder}/new-make {tools}/make"
    script(tools / "apt-get", f'echo "apt-get $@" >> {folder}/log', install)
    for name in ("bash", "cp", "dirname"):
        (tools / name).symlink_to(shutil.which(name))
    for name in {"chromium", "npm"}.intersection(present):
        script(tools / name, "exit 0")
    if "make" in present:
        shutil.copy(folder / "new-make", tools / "make")
    if "python3" in present:
        script(tools / "python3", "exit 0")
    return tools


def test_ci_installs_nothing_where_all_is_there(house):
    everything = machine(house, "make", "python3", "chromium", "npm")
    done = run(".ci/run", cwd=house, path=everything)
    assert done.returncode == 0, done.stderr
    if POSTGRESQL:
        assert (house / "log").read_text() == "make check\n"
    else:
        assert "install" in (house / "log").read_text()


def test_ci_installs_what_is_missing_and_then_checks(house):
    done = run(".ci/run", cwd=house, path=machine(house))
    assert done.returncode == 0, done.stderr
    assert (house / "log").read_text() == (
        "apt-get update -qq\n"
        "apt-get install -y -qq --no-install-recommends make python3 python3-venv"
        f" chromium npm{'' if POSTGRESQL else ' postgresql'}\n"
        "make check\n"
    )


def test_ci_fails_where_a_check_fails(house):
    tools = machine(house, "make", "python3", "chromium", "npm")
    for make in (tools / "make", house / "new-make"):
        script(make, "exit 2")
    assert run(".ci/run", cwd=house, path=tools).returncode == 2


def test_pre_commit_only_calls_make():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    targets = {line.split()[0] for line in TARGETS.splitlines()}
    assert hooks
    for hook in hooks:
        make, target = hook["entry"].split()
        assert make == "make"
        assert target in targets


def test_pre_commit_accepts_its_configuration():
    done = run("pre-commit", "validate-config", ".pre-commit-config.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_is_sound():
    workflow = ".github/workflows/ci.yml"
    for command in (
        ["actionlint", workflow],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow],
    ):
        done = run(*command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_names_files_that_exist():
    workflow = (ROOT / ".github/workflows/ci.yml").read_text()
    named = re.findall(r"(?:tests/[\w/]+\.py|\.ci/run|constraints\.txt)", workflow)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_package_of_ours_is_pinned_once_and_exactly():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    pinned = [re.sub(r"[-_.]+", "-", pin.partition("==")[0].lower()) for pin in pins]
    assert len(set(pinned)) == len(pinned)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = {re.match(r"[\w-]+", line)[0] for group in groups for line in group}
    assert asked - {"attention-course"} - set(pinned) == set()


def test_every_lint_rule_that_is_switched_off_carries_its_reason():
    bare = []
    for folder in ("course", "solutions", "grader", "benchmarks", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            lines = path.read_text(encoding="utf-8").splitlines()
            bare += [line for line in lines if re.search(r"# noqa(: [A-Z0-9, ]+)?$", line)]
    assert bare == []
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    text = (ROOT / "pyproject.toml").read_text()
    for rule in chain(table["ignore"], *table["per-file-ignores"].values()):
        assert re.search(rf'^    "{rule}", +# \w', text, flags=re.MULTILINE), rule
