"""What several of these tests look at, and is too slow to be made for each of them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

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


NOBODY = 65534


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[], str]]:
    """A PostgreSQL server of our own: each call makes an empty database and returns its URL."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not installed:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    programs = max(installed, key=lambda path: int(path.parent.name))
    # Not pytest's folder: the server runs as an ordinary user, who may not enter root's.
    folder = Path(tempfile.mkdtemp(prefix="course-postgresql-"))
    ordinary: dict[str, Any] = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        ordinary = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / program), *arguments],
            check=True,
            cwd=folder,
            env={"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            **ordinary,
        )

    def new() -> str:
        name = f"class_{next(numbers)}"
        run("createdb", f"--host={folder}", "--username=course", name)
        return f"postgresql://course@/{name}?host={folder}"

    numbers = count()
    data = f"--pgdata={folder / 'data'}"
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    try:
        run("initdb", data, "--username=course", "--auth=trust", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", data, "--wait", f"--log={folder / 'log'}", f"--options={settings}", "start")
        try:
            yield new
        finally:
            run("pg_ctl", data, "--wait", "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder)
