"""What several of these tests look at, and is too slow to be made for each of them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

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
