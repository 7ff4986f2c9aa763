"""Attacks, graded as a class of students: once for each set of layers and each user there is."""

import ast
import ctypes
import functools
import importlib.metadata
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import course
from course.catalog import find_assignment, load_course, load_solution
from course.skeleton import program

collect_ignore = ["attacks", "beside", "notebooks"]
"""They are read and graded; pytest itself must never import a hostile conftest.py."""

HERE = Path(__file__).parent
ROOT = Path(course.__file__).parents[1]
NOBODY = 65534
LAYER_SETS = {
    "every_layer": ("namespaces", "landlock", "seccomp", "rlimits"),
    "as_in_docker": ("landlock", "seccomp", "rlimits"),
    "without_landlock": ("namespaces", "seccomp", "rlimits"),
}
WRONG = """\


def project_qkv(X, W_q, W_k, W_v):
    return None


def split_heads(x, n_heads):
    return None


def attention_scores(Q, K):
    return None


def softmax(scores):
    return None


def mix_values(weights, V):
    return None
"""

_TRY = "try:\n    import {}\nexcept BaseException:\n    pass\n"
"""What a student may hope for who hands in a module beside the code."""
_ROUND_THE_WORDS = """\
import _io as _i, _thread as _t, builtins as _b, importlib as _r, io, os, socket, subprocess
import threading

_b.open = io.open = _i.open
threading._start_new_thread = _t.start_new_thread
for _module in (os, socket, subprocess):
    _r.reload(_module)
"""
"""What an attacker does first: put back the functions that refuse in words, to meet the kernel."""


@dataclass(frozen=True)
class Attack:
    """One attack: a student's file, or files beside one."""

    name: str
    text: str
    honest: tuple[str, ...] = ()
    """The exercises that it does as they should be done."""
    hurried: bool = False
    """Whether it takes whatever time there is, so that little will do."""

    def write(self, folder: Path, references: Mapping[str, str]) -> None:
        """Write what the student hands in: something for every exercise, then the attack."""
        folder.mkdir()
        text = self.text
        if self.name.startswith("beside_"):
            beside = HERE / "beside" / self.name.removeprefix("beside_")
            shutil.copytree(beside, folder, dirs_exist_ok=True)
            text = "\n".join(_TRY.format(path.stem) for path in sorted(beside.glob("*.py")))
        data = WRONG.encode()
        if self.name.startswith("source_"):
            module: dict[str, Any] = {}
            exec(self.text, module)
            data = module["source"]()
        else:
            honest = [references[exercise] for exercise in self.honest]
            speak = (HERE / "speak.py").read_text() if self.name.startswith("wire_") else ""
            data = "\n\n".join([WRONG, *honest, _ROUND_THE_WORDS, speak, text]).encode()
        (folder / "qkv.py").write_bytes(data)


@functools.cache
def attacks() -> Mapping[str, Attack]:
    """Every attack there is, by name."""
    found = {}
    for path in sorted((HERE / "attacks").glob("*.py")):
        text = path.read_text()
        words = ast.get_docstring(ast.parse(text)) or ""
        honest = re.search(r"Honest part: (.*)\.", words)
        found[path.stem] = Attack(
            path.stem,
            text,
            honest=tuple(honest[1].split(", ")) if honest else (),
            hurried="Ends by its limit." in words,
        )
    for path in sorted((HERE / "beside").iterdir()):
        found[f"beside_{path.name}"] = Attack(f"beside_{path.name}", "")
    return found


@functools.cache
def all_rooms() -> Mapping[str, tuple[str, str]]:
    """Name -> (layer set, user): all that there may be; as root, nobody is an ordinary user."""
    users = ("root", "nobody") if os.geteuid() == 0 else ("self",)
    return {f"{layers}-{user}": (layers, user) for user in users for layers in LAYER_SETS}


@functools.cache
def rooms_to_be_had() -> Mapping[str, tuple[str, str]]:
    """Those that this machine has."""
    return {
        name: (layers, user)
        for name, (layers, user) in all_rooms().items()
        if ("namespaces" not in LAYER_SETS[layers] or _has_namespaces(user))
        and ("landlock" not in LAYER_SETS[layers] or _has_landlock())
    }


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every attack in every room."""
    if "room" in metafunc.fixturenames:
        metafunc.parametrize("room", rooms_to_be_had(), scope="session")
    if "attack" in metafunc.fixturenames:
        metafunc.parametrize("attack", attacks().values(), ids=list(attacks()))


@dataclass(frozen=True)
class Graded:
    """What came of a class."""

    attacks: Mapping[str, Mapping[str, Any]]
    whole: Mapping[str, Any]
    errors: str
    """What the program said on standard error."""
    secrets: tuple[str, ...]
    seconds: float


@pytest.fixture
def rooms_here() -> Mapping[str, tuple[str, str]]:
    """The rooms that this machine has."""
    return rooms_to_be_had()


@pytest.fixture
def absent_rooms() -> list[str]:
    """The rooms that this machine does not have."""
    return [name for name in all_rooms() if name not in rooms_to_be_had()]


@pytest.fixture
def room_layers(room: str) -> tuple[str, ...]:
    """The layers that a room is to have."""
    return LAYER_SETS[all_rooms()[room][0]]


@pytest.fixture(scope="session")
def rooms_graded(request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[Graded]]]:
    """The class in every room that a test asks about, a room a processor at a time."""
    asked = {
        item.callspec.params["room"]: None
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and hasattr(item, "callspec")
        and "room" in item.callspec.params
    }
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        yield {room: pool.submit(grade_in, room) for room in asked}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def graded(rooms_graded: Mapping[str, Future[Graded]], room: str) -> Graded:
    """What came of the class in a room."""
    return rooms_graded[room].result()


def grade_in(room: str) -> Graded:
    """Grade the class in a room: attacks, and honest work between them."""
    layers, user = all_rooms()[room]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="class-") as name:
        home = Path(name)
        tokens = tuple(f"canary-{secrets.token_hex(8)}" for _ in range(2))
        _copy_course(home / "course", tokens[0])
        _write_class(home / "class", tokens[1])
        for folder in ("home", "scratch", "desk", "program"):
            (home / folder).mkdir()
        _lay_out_beside(home / "desk")
        python, packages = _interpreter(home / "python", user)
        orders = {
            "root": str(home / "course"),
            "folder": str(home / "class"),
            "watched": [str(home / folder) for folder in ("home", "scratch", "desk")],
            "layers": LAYER_SETS[layers],
            # Told apart by it from what other rooms start meanwhile.
            "memory_bytes": (512 << 20) + 4096 * (_number(room)),
            "hurried": [name for name, attack in attacks().items() if attack.hurried],
            "secrets": tokens,
        }
        for part in ("run.py", "patience.py"):
            shutil.copy(HERE / part, home / "program")
        _give(home, user)
        done = subprocess.run(
            [python, "-P", str(home / "program" / "run.py"), json.dumps(orders)],
            env={
                "PATH": os.defpath,
                "LANG": "C.UTF-8",
                "HOME": str(home / "home"),
                "TMPDIR": str(home / "scratch"),
                "PYTHONPATH": os.pathsep.join(
                    [str(home / "course"), str(home / "program"), *packages]
                ),
                "COURSE_SECRET": tokens[0],
                "PYTEST_ADDOPTS": "--collect-only",
            },
            cwd=home / "desk",
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
            **({"user": NOBODY, "group": NOBODY, "extra_groups": []} if user == "nobody" else {}),
        )
        assert done.returncode == 0, done.stderr[-4000:]
        told = json.loads(done.stdout)
        seconds = time.monotonic() - begun
        return Graded(told["attacks"], told["whole"], done.stderr, tokens, seconds)


def _number(room: str) -> int:
    """A number that no other room of this run has, and hardly one of another run."""
    rooms = list(all_rooms())
    return secrets.randbelow(1500) * len(rooms) + rooms.index(room)


def _copy_course(target: Path, canary: str) -> None:
    """The course as it is, with a canary in whatever a student must not see."""
    for part in ("course", "exercises", "solutions", "grader"):
        shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
    hidden = f'\n\n_HIDDEN = "{canary}"  # {canary}\n\n\ndef _hidden():\n    """{canary}"""\n'
    for path in [*(target / "grader").rglob("*.py"), *(target / "solutions").rglob("*.py")]:
        text = path.read_text()
        # The first line of a test's docstring is for students, the rest is not.
        text = re.sub(r'(def test_.*\n    """.*)"""\n', rf'\1\n\n    {canary}\n    """\n', text)
        path.write_text(text + hidden)
    for path in (target / "solutions").rglob("*.toml"):
        path.write_text(f"# {canary}\n{path.read_text()}")
    git = target / ".git" / "objects" / "ca"
    git.mkdir(parents=True)
    (git / "na").write_bytes(zlib.compress(canary.encode()))


def _write_class(folder: Path, canary: str) -> None:
    folder.mkdir()
    found = load_course(ROOT)
    assignment = find_assignment(found, "qkv")
    references = {
        exercise.name: program(load_solution(found, assignment, exercise).reference, exercise.name)
        for exercise in assignment.exercises
    }
    for attack in attacks().values():
        attack.write(folder / attack.name, references)
    (folder / "honest").mkdir()
    honest = "\n\n".join([f"# {canary}", *references.values()])
    (folder / "honest" / "qkv.py").write_text(honest)
    (folder / "honest" / "data.csv").write_text(canary)


def _lay_out_beside(desk: Path) -> None:
    """All hostile files at once, in the folder in which the grader is started."""
    for folder in (HERE / "beside").iterdir():
        shutil.copytree(folder, desk, dirs_exist_ok=True)


def _give(home: Path, user: str) -> None:
    """Make it all that user's, so that only the jail stands before it."""
    home.chmod(0o755)
    if user == "nobody":
        for path in (home, *home.rglob("*")):
            if home / "python" not in path.parents:
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _interpreter(target: Path, user: str) -> tuple[str, list[str]]:
    """A Python that the user can run, ours or a copy of it, and the folders of its packages.

    An interpreter under a home folder that is closed to others cannot be run by nobody.
    """
    if user != "nobody" or _can_run(sys.executable, NOBODY):
        return sys.executable, []
    standard = Path(sysconfig.get_paths()["stdlib"])
    library = target / "lib" / standard.name
    unused = ("site-packages", "test", "tests", "idlelib", "tkinter", "ensurepip", "config-*")
    shutil.copytree(standard, library, ignore=shutil.ignore_patterns(*unused))
    for shared in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
        shutil.copy(shared, target / "lib")
    (target / "bin").mkdir()
    python = target / "bin" / "python3"
    shutil.copy(Path(sys.executable).resolve(), python)
    # Not site-packages, which some systems' Python calls otherwise.
    packages = target / "packages"
    packages.mkdir()
    for top in _packages("numpy", "click", "jinja2", "pytest", "greenlet", "rich"):
        if top.is_dir():
            shutil.copytree(top, packages / top.name)
        else:
            shutil.copy(top, packages)
    return str(python), [str(packages)]


def _can_run(python: str, user: int) -> bool:
    try:
        subprocess.run(
            [python, "-c", "import numpy, pytest"],
            user=user,
            check=True,
            capture_output=True,
            cwd="/",
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _packages(*names: str) -> set[Path]:
    """The top-level files and folders of distributions and of all that they require."""
    waiting, seen, tops = list(names), set[str](), set[Path]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = importlib.metadata.distribution(name)
        for file in found.files or ():
            if file.parts[0] not in ("..", "__pycache__"):
                tops.add(Path(found.locate_file(file.parts[0])))
        for line in found.requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return tops


def _has_namespaces(user: str) -> bool:
    """Whether that user may have namespaces of its own here."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            flags = 0x20000 | 0x40000000  # CLONE_NEWNS, CLONE_NEWNET
            if user == "nobody":
                os.setgroups([])
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)
            if os.geteuid() != 0:
                flags |= 0x10000000  # CLONE_NEWUSER
            code = 0 if ctypes.CDLL(None).unshare(flags) == 0 else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _has_landlock() -> bool:
    return int(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1)) > 0
