"""Layers of isolation, put around a process one after another; each is tried before it counts.

The zygote enters what can be entered once (`Confinement.enter`); each of its children, which runs
one submission, takes the rest upon itself (`Confinement.confine`). A layer that this machine does
not have, or that does not bite when it is tried, is left out and named in `missing`.

Imported by the confined side: standard library only.
"""

import contextlib
import fcntl
import os
import platform
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from . import capabilities, landlock, namespaces, rlimits, seccomp
from .libc import prctl

_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_fork = os.fork
"""Kept, for in a zygote `os.fork` refuses in words (see `refusals`)."""
_OUTSIDE = "/etc/passwd"
"""A file that every machine has, everybody may read, and no layer lets through."""


@dataclass(slots=True)
class Confinement:
    """The layers of one zygote."""

    readable: Sequence[str]
    """Folders and files that student code may read."""
    rlimits: Mapping[str, int]
    wanted: Sequence[str]
    layers: tuple[str, ...] = ()
    """Those that hold."""
    missing: dict[str, str] = field(default_factory=dict)
    """Those that do not, and why."""
    _own_pids: int = -1
    _rules: int = -1
    _filter: bytes = b""
    _to_nobody: bool = False

    def enter(self) -> None:
        """Try every layer in a throw-away child, then enter what is entered once.

        What returns may be a child of the caller (see `namespaces.enter`).
        """
        tried: dict[str, Callable[[], None]] = {
            "namespaces": self._try_namespaces,
            "landlock": self._try_landlock,
            "seccomp": self._try_seccomp,
            "rlimits": self._try_rlimits,
        }
        for layer in tried:
            why = _in_child(tried[layer]) if layer in self.wanted else "not wanted"
            if why:
                self.missing[layer] = why
        self.layers = tuple(layer for layer in tried if layer not in self.missing)
        if "namespaces" in self.layers:
            self._own_pids = namespaces.enter(self.readable)
        capabilities.bound()
        self._to_nobody = os.geteuid() == 0 and self._readable_by_nobody()
        if "landlock" in self.layers:
            self._rules = landlock.ruleset(self.readable)
        if "seccomp" in self.layers:
            self._filter = seccomp.program(platform.machine())

    def fork(self) -> int:
        """`os.fork`, into a pid namespace of its own where there are namespaces."""
        if self._own_pids >= 0:
            return namespaces.fork_into_new_pid_namespace(self._own_pids)
        return _fork()

    def confine(self, kept: int) -> int:
        """In the child: take the other layers on and close every file but one; its new number."""
        # First out of each other's way, then to their places.
        kept = fcntl.fcntl(kept, fcntl.F_DUPFD_CLOEXEC, 100)
        rules = self._rules
        if rules >= 0:
            rules = os.dup2(fcntl.fcntl(rules, fcntl.F_DUPFD_CLOEXEC, 100), 4, inheritable=False)
        kept = os.dup2(kept, 3, inheritable=False)
        os.closerange(4 if rules < 0 else 5, 1 << 16)
        _open_anew()
        capabilities.drop(to_nobody=self._to_nobody)
        _die_with_parent()
        if "rlimits" in self.layers:
            rlimits.limit(self.rlimits)
        if rules >= 0:
            landlock.restrict(rules)
            os.close(rules)
        if self._filter:
            seccomp.install(self._filter)
        return kept

    def _readable_by_nobody(self) -> bool:
        def look() -> None:
            capabilities.drop(to_nobody=True)
            for path in map(Path, self.readable):
                if path.is_dir():
                    next(path.iterdir(), None)

        return not _in_child(look)

    def _try_namespaces(self) -> None:
        pids = namespaces.enter(self.readable)
        if Path(_OUTSIDE).exists():
            raise OSError(f"{_OUTSIDE} can still be seen")
        child = namespaces.fork_into_new_pid_namespace(pids)
        if child == 0:
            os._exit(0 if os.getpid() == 1 else 1)
        if os.waitpid(child, 0)[1] != 0:
            raise OSError("a child is not alone")

    def _try_landlock(self) -> None:
        if not landlock.version():
            raise OSError("this kernel has no Landlock")
        landlock.restrict(landlock.ruleset(self.readable))
        _refused(lambda: Path(_OUTSIDE).read_bytes(), f"{_OUTSIDE} can still be read")

    def _try_seccomp(self) -> None:
        if not seccomp.supported():
            raise OSError(f"no table of system calls for {platform.machine()}")
        seccomp.install(seccomp.program(platform.machine()))
        _refused(lambda: socket.socket().close(), "a socket can still be made")
        _refused(os.fork, "a process can still be started")

    def _try_rlimits(self) -> None:
        if not rlimits.limit(self.rlimits):
            raise OSError("not every limit can be set")


def _in_child(attempt: Callable[[], object]) -> str:
    """Why an attempt fails in a child of ours that ends with it; empty where it does not."""
    mouth, ear = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(mouth)
        _attempt(attempt, ear)
    os.close(ear)
    with os.fdopen(mouth, "rb") as words:
        why = words.read(500).decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return why or (f"the attempt ended with {code}" if code else "")


def _attempt(attempt: Callable[[], object], ear: int) -> NoReturn:
    code = 1
    try:
        attempt()
        code = 0
    except BaseException as error:
        with contextlib.suppress(BaseException):
            os.write(ear, (str(error) or type(error).__name__).encode()[:500])
    finally:
        os._exit(code)


def _refused(act: Callable[[], object], otherwise: str) -> None:
    try:
        act()
    except OSError:
        return
    raise OSError(otherwise)


def _open_anew() -> None:
    """Make 0, 1 and 2 files that no other child has: their flags would tell the next one."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    os.close(nothing)


def _die_with_parent() -> None:
    """A child may not outlive the zygote; changing the user has cleared what was set before."""
    prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
