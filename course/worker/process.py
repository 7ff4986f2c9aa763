"""How a worker process is started, confined and ended.

`start` is the one place that knows; a stronger jail is another function of the same shape,
handed to `Worker(start=…)`.
"""

import contextlib
import ctypes
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from course.errors import MissingInput
from course.submission import Beside
from course.worker.working_folder import lay_out

_BOOT = Path(__file__).with_name("boot.py")
_PR_SET_DUMPABLE = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What student code may use."""

    load_seconds: float = 10.0
    """For loading a file once; a notebook's cell may take half of it."""
    exercise_seconds: float = 10.0
    """For all calls of one exercise together."""
    submission_seconds: float = 60.0
    """For all loads and calls of one worker together."""
    memory_bytes: int = 2 << 30
    """Address space of the process."""
    file_bytes: int = 16 << 20
    """Size of a file that it writes."""
    files: int = 256
    """Open files."""
    processes: int = 256
    """Processes of the user; not held where the grader runs as root."""
    output_letters: int = 20_000
    """Letters kept of what one load or call prints."""


LOST = "lost"


class Process(Protocol):
    """A running worker process."""

    wire: socket.socket
    """Our end of the socket."""

    def end(self, patience: float | None = None) -> str:
        """Kill it and all that it started, and clean up.

        With `patience`, a process that is ending by itself has so many seconds to do so, and what
        comes back is how it ended: "SIGSEGV", "exit code 1", LOST where nobody is left who knows.
        Without, nobody asks, and it may be gone a moment later only.
        """


Start = Callable[[Limits, Sequence[str]], Process]
"""Starts a process under limits; the folders are importable in it, before anything else."""


def start(limits: Limits, path: Sequence[str] = (), beside: Sequence[Beside] = ()) -> Process:
    """Start a process with a session, an environment, a folder and rlimits of its own.

    In the folder it finds the files that lay beside the submission.
    """
    make_undumpable()
    return _Subprocess(limits, path, beside)


class _Subprocess:
    """A worker that is a plain subprocess."""

    def __init__(
        self, limits: Limits, path: Sequence[str], beside: Sequence[Beside] = (), boot: Path = _BOOT
    ) -> None:
        self._scratch = tempfile.mkdtemp(prefix="course-worker-")
        self.wire, theirs = socket.socketpair()
        orders = {
            "fd": theirs.fileno(),
            # The folder that numpy is in: `-S` leaves it out, and with it every .pth file.
            "path": list(path),
            "packages": str(numpy_folder()),
            "folder": self._scratch,
            "real_course": bool(path),
            # Told only from the main thread: the signal comes when the starting *thread* ends.
            "parent": os.getpid() if threading.current_thread() is threading.main_thread() else 0,
            "rlimits": rlimits(limits),
            "output_letters": limits.output_letters,
        }
        try:
            lay_out(Path(self._scratch), beside)
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-I", "-S", str(boot), json.dumps(orders)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._scratch,
                env=environment(self._scratch),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except BaseException:
            self.wire.close()
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise
        finally:
            theirs.close()

    def end(self, patience: float | None = None) -> str:
        """Kill the whole process group, reap, remove the folder."""
        self.wire.close()
        process = self._process
        if process.returncode is None:
            # Looked at without reaping, so that the group's number is still its own when killed.
            _wait(process.pid, patience or 0.0)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            _remove(self._scratch)
        code = process.returncode
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def rlimits(limits: Limits) -> dict[str, int]:
    """The limits that the kernel holds, by its names for them."""
    return {
        "AS": limits.memory_bytes,
        "CPU": int(limits.submission_seconds) + 10,
        "FSIZE": limits.file_bytes,
        "NOFILE": limits.files,
        "NPROC": limits.processes,
        "CORE": 0,
    }


@functools.cache
def numpy_folder() -> Path:
    """The folder that NumPy is installed in, found without importing it."""
    spec = find_spec("numpy")
    if spec is None or spec.origin is None:
        raise MissingInput("NumPy is not installed here. Run: python -m pip install numpy")
    return Path(spec.origin).parents[1]


@functools.cache
def make_undumpable() -> None:
    """Keep processes of the same user from reading this one's memory, where Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def environment(scratch: str) -> dict[str, str]:
    """What a worker finds in its environment: nothing of ours."""
    one_thread = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        "HOME": scratch,
        "TMPDIR": scratch,
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        **dict.fromkeys(one_thread, "1"),
    }


def _wait(pid: int, seconds: float) -> None:
    """Give a process that is about to end the time to do so."""
    until = time.monotonic() + seconds
    while hasattr(os, "waitid") and time.monotonic() < until:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            return
        time.sleep(0.002)


def _remove(folder: str) -> None:
    """Remove a folder that student code could write into: very deep, or without permissions."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if Path(folder).exists():
        for command in (["chmod", "-R", "u+rwx", folder], ["rm", "-rf", folder]):
            subprocess.run(command, stderr=subprocess.DEVNULL, check=False)  # noqa: S603 - ours
