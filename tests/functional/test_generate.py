"""`course generate`, from the command line to what a student and nbgrader do with its folders."""

import base64
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.catalog import find_assignment, load_course
from course.release import release

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "assets" / "release_course"
BIN = Path(sys.executable).parent
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name not in {"COURSE_ROOT", "PYTHONPATH", "VIRTUAL_ENV", "GITHUB_ACTIONS"}
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "course"))


def course(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "course", *map(str, arguments)],
        cwd=cwd,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )


def generate(folder: Path, *names: str, notebook: bool = False, out: str = "out") -> Path:
    """What the command does, in this process: importing nbformat takes seconds."""
    found = load_course(folder)
    chosen = [find_assignment(found, name) for name in names] or found.assignments
    release(found, chosen, folder / out, notebook=notebook)
    return folder / out


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_it_says_what_it_wrote_and_what_is_next(folder: Path) -> None:
    done = course("generate", "--out", "out", cwd=folder)
    wheel = next((folder / "out" / "warm_up" / "wheels").iterdir()).name
    assert done.stdout == (
        "  wrote  nbgrader/README.md\n"
        "  wrote  nbgrader/ci/.github/workflows/grade.yml\n"
        "  wrote  nbgrader/ci/students.example.txt\n"
        "  wrote  nbgrader/nbgrader_config.py\n"
        "  wrote  nbgrader/source/warm_up/examples.json\n"
        "  wrote  nbgrader/source/warm_up/warm_up.ipynb\n"
        f"  wrote  nbgrader/wheels/{wheel}\n"
        "  wrote  warm_up/.github/workflows/check.yml\n"
        "  wrote  warm_up/.gitignore\n"
        "  wrote  warm_up/.gitlab-ci.yml\n"
        "  wrote  warm_up/README.md\n"
        "  wrote  warm_up/examples.json\n"
        "  wrote  warm_up/handout.html\n"
        "  wrote  warm_up/requirements.txt\n"
        "  wrote  warm_up/warm_up.py\n"
        f"  wrote  warm_up/wheels/{wheel}\n"
        "16 written, 0 unchanged, 0 removed in 'out'.\n"
        "\n"
        "Next:\n"
        "  hand out 'out/warm_up'\n"
        "  for nbgrader, read 'out/nbgrader/README.md'\n"
    )


def test_running_it_twice_changes_nothing(folder: Path) -> None:
    before = tree(generate(folder))
    done = course("generate", "--out", "out", cwd=folder)
    assert done.stdout.startswith("0 written, 16 unchanged, 0 removed in 'out'.\n")
    assert tree(folder / "out") == before


def test_the_other_form_takes_the_place_of_an_untouched_one(folder: Path) -> None:
    out = generate(folder)
    assert course("generate", "--notebook", "--out", "out", cwd=folder).returncode == 0
    assert (out / "warm_up" / "warm_up.ipynb").exists()
    assert not (out / "warm_up" / "warm_up.py").exists()


def test_a_students_work_is_never_overwritten(folder: Path) -> None:
    work = generate(folder) / "warm_up" / "warm_up.py"
    work.write_text("my work")
    replace(folder / "exercises" / "warm_up" / "double.py.j2", "Return every", "Give every")
    before = tree(folder / "out")
    done = course("generate", "--out", "out", cwd=folder)
    assert done.returncode == 2
    assert done.stderr == (
        "Error: Nothing was written: these files are not ours, or were changed since.\n"
        "  out/warm_up/warm_up.py\n"
        "Move them away, or choose another --out folder.\n"
    )
    assert tree(folder / "out") == before


def test_an_unknown_assignment_is_answered_with_the_nearest(folder: Path) -> None:
    done = course("generate", "warmup", "--out", "out", cwd=folder)
    assert (done.returncode, done.stderr) == (
        2,
        "Error: No assignment 'warmup'. Did you mean 'warm_up'?\n",
    )


def test_an_answer_that_is_no_option_stops_the_release(folder: Path) -> None:
    answers = next((folder / "solutions").glob("*/quiz.toml"))
    answers.write_text(re.sub(r'= ".*"', '= "nonsense"', answers.read_text(), count=1))
    done = course("generate", "--out", "out", cwd=folder)
    assert done.returncode == 2
    assert "quiz.toml:" in done.stderr
    assert "'nonsense'" in done.stderr
    assert not (folder / "out").exists()


def test_an_error_in_a_template_names_file_and_line(folder: Path) -> None:
    path = folder / "exercises" / "warm_up" / "double.py.j2"
    replace(path, "Return every", "Return {{ evry }}")
    done = course("generate", "--out", "out", cwd=folder)
    assert (done.returncode, done.stderr) == (2, f"Error: {path}:6: 'evry' is undefined\n")
    assert not (folder / "out").exists()


def test_an_assignment_cannot_take_the_instructors_folder(folder: Path) -> None:
    for room in ("exercises", "solutions", "grader"):
        (folder / room / "warm_up").rename(folder / room / "nbgrader")
    done = course("generate", "--out", "out", cwd=folder)
    assert done.returncode == 2
    assert "an assignment cannot be called 'nbgrader'" in done.stderr


def test_without_its_extra_it_says_what_to_install(folder: Path) -> None:
    script = (
        "import sys; sys.modules['jupytext'] = None\n"
        "from course.cli import main; main(['generate', '--out', 'out'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "Error: Generating needs 'jupytext', which is not installed. "
        "Run: python -m pip install 'attention-course[release]'\n",
    )


def test_a_subset_leaves_the_other_assignments_alone(folder: Path) -> None:
    for room in ("exercises", "solutions", "grader"):
        shutil.copytree(folder / room / "warm_up", folder / room / "second")
    out = generate(folder)
    before = tree(out)
    replace(folder / "exercises" / "warm_up" / "double.py.j2", "Return every", "Give every")
    assert course("generate", "warm_up", "--out", "out", cwd=folder).returncode == 0
    changed = {path for path, state in tree(out).items() if before.get(path) != state}
    assert changed == {
        ".course-release.json",
        "nbgrader/source/warm_up/warm_up.ipynb",
        "warm_up/examples.json",
        "warm_up/handout.html",
        "warm_up/warm_up.py",
    }
    assert set(tree(out)) == set(before)


def released_bytes(out: Path) -> Iterator[tuple[str, bytes]]:
    """Every released file, every file in a wheel, and every base64 text decoded."""
    for path, (data, _) in tree(out).items():
        yield path, data
        if path.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(data)) as wheel:
                yield from ((f"{path}/{name}", wheel.read(name)) for name in wheel.namelist())
        else:
            for text in re.findall(rb'"data": ?"([A-Za-z0-9+/=]+)"', data):
                yield f"{path}, decoded", base64.b64decode(text)


def test_no_released_file_holds_what_a_student_must_not_see(folder: Path) -> None:
    solutions = folder / "solutions" / "warm_up"
    replace(solutions / "double.py", "return 2 * x", "canary_reference = 2 * x\n    return 2 * x")
    replace(solutions / "double.py", "return x + x", "canary_wheat = x + x\n    return x + x")
    replace(solutions / "double.py", "return x * x", "canary_chaff = x * x\n    return x * x")
    replace(solutions / "double.py", "def kept", "def canary_kept")
    replace(solutions / "quiz.toml", '"b"', '"b"  # canary_answer')
    replace(folder / "grader" / "warm_up" / "test_norm.py", "777.25", "777.25  # canary_test\n")
    out = generate(folder)
    generate(folder, notebook=True, out="out/notebook")
    secrets = [
        b"canary",
        b"777.25",
        b"98765",
        b"901.5",
        *(struct.pack("<d", 901.5 + i) for i in (0, 1)),
    ]
    found = [
        (path, secret) for path, data in released_bytes(out) for secret in secrets if secret in data
    ]
    assert found == []
    public = struct.pack("<d", 2.0)
    assert any(public in data for path, data in released_bytes(out) if path.endswith("decoded"))


def test_no_released_byte_depends_on_the_answers(folder: Path) -> None:
    before = tree(generate(folder))
    replace(folder / "solutions" / "warm_up" / "quiz.toml", '"b"', '"c"')
    generate(folder)
    assert tree(folder / "out") == before


def test_a_student_installs_and_checks_as_the_readme_says(folder: Path) -> None:
    student = generate(folder, notebook=True) / "warm_up"
    readme = (student / "README.md").read_text()
    steps = re.findall(r"^ {7}(python.*?)(?: +#.*)?$", readme, re.MULTILINE)
    assert steps == ["python3 -m venv .venv", "python -m pip install -r requirements.txt"]
    subprocess.run(steps[0].split(), cwd=student, check=True, env=CLEAN)
    bin_folder = student / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [bin_folder / "python", *steps[1].split()[1:], "--quiet", "--disable-pip-version-check"],
        cwd=student,
        check=True,
        env=CLEAN,
    )
    for_watch = [bin_folder / "python", "-c", "import watchfiles"]
    subprocess.run(for_watch, cwd=student, check=True, env=CLEAN)
    notebook = json.loads((student / "warm_up.ipynb").read_text())
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == "double"]
    cell["source"] = "def double(x):\n    return 2 * x"
    (student / "warm_up.ipynb").write_text(json.dumps(notebook))
    done = subprocess.run(
        [bin_folder / "course", "check"],
        cwd=student,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "double  passed" in done.stdout
    assert "norm    not started" in done.stdout


def test_stock_nbgrader_makes_the_students_notebook(folder: Path) -> None:
    nbgrader = generate(folder) / "nbgrader"
    subprocess.run(
        [BIN / "nbgrader", "generate_assignment", "warm_up"],
        cwd=nbgrader,
        env=CLEAN | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        check=True,
    )
    release = nbgrader / "release" / "warm_up"
    assert {path.name for path in release.iterdir()} == {"warm_up.ipynb", "examples.json"}
    cells = json.loads((release / "warm_up.ipynb").read_text())["cells"]
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells}
    assert sources["double"] == (
        "def double(x):\n"
        '    """Double every number.\n\n'
        "    Args:\n        x: numbers, (size)\n\n"
        "    Returns:\n        The doubled numbers, (size).\n"
        '    """\n'
        '    raise NotImplementedError("not written yet")'
    )
    assert sources["answers"] == 'answers = {\n    "twice": None,  # "a", "b" or "c"\n}'
    assert sources["test_double"] == 'check("double")'
