"""The CI files of a release: sound by their schemas, and their own steps run in a clean folder."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
import yaml

from course.catalog import load_course
from course.release import release

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "assets" / "release_course"
BIN = Path(sys.executable).parent
SOLVED = {
    'raise NotImplementedError("double is not written yet")': "return 2 * x",
    'raise NotImplementedError("norm is not written yet")': "return np.sqrt((x * x).sum())",
    '"twice": None': '"twice": "b"',
}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workflows")
    course = load_course(Path(shutil.copytree(SMALL, folder / "course")))
    release(course, course.assignments, folder / "out")
    return folder / "out"


def environment(folder: Path) -> dict[str, str]:
    """A runner's environment: a new virtual environment first on PATH, nothing of ours."""
    python = folder / "python"
    # It makes the same as `python3 -m venv` in a tenth of the time.
    subprocess.run([BIN / "virtualenv", "--quiet", "--python", "python3", python], check=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PIP_") or name in {"HOME", "LANG", "TMPDIR"}
    }
    return kept | {
        "PATH": f"{python / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_QUIET": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


def bash(script: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub's and GitLab's runners do."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def run_steps(
    workflow: Path, cwd: Path, env: dict[str, str], contexts: dict[str, str]
) -> dict[str, subprocess.CompletedProcess[str]]:
    """Run every `run:` of a workflow's job; after one fails, only those with `always()`."""
    parsed = yaml.safe_load(workflow.read_text())
    (job,) = parsed["jobs"].values()
    done: dict[str, subprocess.CompletedProcess[str]] = {}
    failed = False
    for step in job["steps"]:
        if "run" not in step or (failed and step.get("if") != "always()"):
            continue
        settings = {**parsed.get("env", {}), **step.get("env", {})}
        values = {name: filled(value, contexts) for name, value in settings.items()}
        done[step["name"]] = bash(step["run"], cwd, env | values)
        failed = failed or done[step["name"]].returncode != 0
    return done


def filled(text: str, contexts: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: contexts.get(found[1], ""), text)


def solve(path: Path) -> None:
    text = path.read_text()
    for unwritten, written in SOLVED.items():
        assert unwritten in text
        text = text.replace(unwritten, written)
    path.write_text(text)


def repository(folder: Path, files: dict[str, str], links: dict[str, str] | None = None) -> str:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name, target in (links or {}).items():
        (folder / name).symlink_to(target)
    git = ["git", "-c", "user.name=student", "-c", "user.email=student@example.org"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "work"]):
        subprocess.run([*git, *command], cwd=folder, check=True)
    return folder.as_uri()


def report(path: Path) -> Element:
    return fromstring(path.read_text())  # noqa: S314 - our own file


GITHUB = ["warm_up/.github/workflows/check.yml", "nbgrader/ci/.github/workflows/grade.yml"]


@pytest.mark.parametrize(
    ("paths", "schema"),
    [(GITHUB, "vendor.github-workflows"), (["warm_up/.gitlab-ci.yml"], "vendor.gitlab-ci")],
)
def test_ci_files_follow_their_published_schema(
    released: Path, paths: list[str], schema: str
) -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", schema, *paths]
    done = subprocess.run(command, cwd=released, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_nothing(released: Path) -> None:
    command = [BIN / "actionlint", *GITHUB]
    done = subprocess.run(command, cwd=released, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_workflow_puts_nothing_of_a_repository_into_a_script(released: Path) -> None:
    for path in released.rglob("*.yml"):
        parsed: dict[str, Any] = yaml.safe_load(path.read_text())
        for job in parsed.get("jobs", {}).values():
            assert not [step for step in job["steps"] if "${{" in step.get("run", "")]


def test_githubs_check_passes_for_a_solved_file(released: Path, tmp_path: Path) -> None:
    checkout = Path(shutil.copytree(released / "warm_up", tmp_path / "checkout"))
    solve(checkout / "warm_up.py")
    env = environment(tmp_path) | {"GITHUB_ACTIONS": "true"}
    done = run_steps(checkout / ".github" / "workflows" / "check.yml", checkout, env, {})
    assert [step.returncode for step in done.values()] == [0, 0], done
    suite = report(checkout / "report.xml")
    assert [case.get("name") for case in suite.iter("testcase")] == ["double", "norm"]


def test_gitlabs_check_fails_and_reports_an_unsolved_file(released: Path, tmp_path: Path) -> None:
    checkout = Path(shutil.copytree(released / "warm_up", tmp_path / "checkout"))
    job = yaml.safe_load((checkout / ".gitlab-ci.yml").read_text())["check"]
    env = environment(tmp_path) | {"GITLAB_CI": "true"}
    done = [bash(line, checkout, env) for line in job["script"]]
    assert [step.returncode for step in done] == [0, 1], done
    assert job["artifacts"]["when"] == "always"
    suite = report(checkout / job["artifacts"]["reports"]["junit"])
    assert len(list(suite.iter("testcase"))) == 2


def test_the_class_is_graded_from_its_repositories(released: Path, tmp_path: Path) -> None:
    private = tmp_path / "private"
    shutil.copytree(SMALL, private)
    # As the README of the release says: cp -R ci/. wheels PRIVATE/
    shutil.copytree(released / "nbgrader" / "ci", private, dirs_exist_ok=True)
    shutil.copytree(released / "nbgrader" / "wheels", private / "wheels")
    solve(Path(shutil.copy(released / "warm_up" / "warm_up.py", tmp_path / "solved.py")))
    solved = (tmp_path / "solved.py").read_text()
    hostile = {
        "warm_up.py": solved,
        "conftest.py": "raise SystemExit('mine')",
        "numpy.py": "raise SystemExit('mine')",
        ".gitattributes": "* filter=mine",
        ".github/workflows/grade.yml": "mine",
    }
    ada = repository(tmp_path / "ada", hostile)
    bob = repository(tmp_path / "bob", {"README.md": "nothing yet"})
    eve = repository(tmp_path / "eve", {"a.txt": ""}, {"warm_up.py": str(tmp_path / "solved.py")})
    (private / "students.txt").write_text(
        f"# the class\nada {ada}\r\n\nbob {bob}\neve {eve}\n"
        f"dan {(tmp_path / 'nowhere').as_uri()}\nmia {ada}"
    )
    done = run_steps(
        private / ".github" / "workflows" / "grade.yml",
        private,
        environment(tmp_path) | {"GITHUB_ACTIONS": "true"},
        {"inputs.assignment": "warm_up", "secrets.COURSE_SECRET": "long and random"},
    )
    install, collect, grade, name = done.values()
    assert (install.returncode, collect.returncode) == (0, 0), (install.stderr, collect.stderr)
    assert grade.returncode == 0, grade.stderr
    assert name.returncode == 3
    assert name.stdout == "::error file=students.txt::Not cloned, so not graded: dan\n"
    submissions = private / "submissions"
    assert {p.relative_to(submissions).as_posix() for p in submissions.rglob("*")} == {
        "ada", "ada/warm_up.py", "bob", "eve", "eve/warm_up.py", "mia", "mia/warm_up.py",
    }  # fmt: skip
    assert not (submissions / "eve" / "warm_up.py").is_symlink()
    results = [json.loads(line) for line in (private / "results.jsonl").read_text().splitlines()]
    assert [(each["submission"], each["status"], each["score"]) for each in results] == [
        ("ada", "graded", 7.0),
        ("bob", "not_gradable", 0.0),
        ("eve", "not_gradable", 0.0),
        ("mia", "graded", 7.0),
    ]
    assert (private / "results.csv").exists()
    assert (private / "feedback" / "index.html").exists()


def collect_step(released: Path) -> str:
    path = released / "nbgrader" / "ci" / ".github" / "workflows" / "grade.yml"
    steps = yaml.safe_load(path.read_text())["jobs"]["grade"]["steps"]
    (script,) = [step["run"] for step in steps if "Collect" in step.get("name", "")]
    return str(script)


def test_a_class_that_is_not_listed_is_said(released: Path, tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "ASSIGNMENT": "warm_up", "TOKEN": ""}
    done = bash(collect_step(released), tmp_path, env)
    assert (done.returncode, done.stdout) == (
        2,
        "::error::There is no students.txt: list the class as students.example.txt shows.\n",
    )


@pytest.mark.parametrize("line", ["../up url", "-rf url", ".hidden url", "a/b url", "$(id) url"])
def test_a_name_that_is_no_folder_name_stops_the_collection(
    released: Path, tmp_path: Path, line: str
) -> None:
    (tmp_path / "students.txt").write_text(f"{line}\n")
    env = {"PATH": os.environ["PATH"], "ASSIGNMENT": "warm_up", "TOKEN": ""}
    done = bash(collect_step(released), tmp_path, env)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("::error file=students.txt::")
    assert [path.name for path in tmp_path.iterdir()] == ["students.txt"]
