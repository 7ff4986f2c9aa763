"""What several of these tests look at, and is too slow to be made for each of them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if key != "COURSE_ROOT"},
    "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
    "COURSE_SECRET": "of the tests",
    "COLUMNS": "80",
}


@dataclass(frozen=True)
class Run:
    """A command that has ended, and the folder that it wrote."""

    done: subprocess.CompletedProcess[str]
    out: Path


@pytest.fixture(scope="session")
def class_demo(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`course demo` on the real class: no test changes its folder."""
    out = tmp_path_factory.mktemp("demo") / "out"
    command = [str(BIN / "course"), "demo", "--out", str(out), "--course", str(ROOT)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Run(done, out)
