"""The jail, as the grader sees it: a zygote whose children run one submission each.

    with Jail(limits) as jail:
        worker = Worker(limits, start=jail.start)

A zygote costs what a Python that imports numpy costs, once; a child costs a fork.
"""

import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from course.errors import CouldNotGrade, Lost, NotIsolated
from course.isolation import LAYERS, lacking
from course.submission import Beside
from course.worker.process import (
    LOST,
    Limits,
    environment,
    make_undumpable,
    numpy_folder,
    rlimits,
)
from course.worker.working_folder import WorkingFolder

_ZYGOTE = Path(__file__).with_name("zygote.py")
_START_SECONDS = 60.0
_ANSWER_SECONDS = 10.0
_END_SECONDS = 2.0
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/urandom",
)
"""What Python and numpy load beside their own folders."""


class Jail:
    """A zygote, started when first needed and again when it died."""

    def __init__(
        self,
        limits: Limits,
        layers: Sequence[str] = LAYERS,
        *,
        notebook: bool = False,
        draws: bool = True,
    ) -> None:
        """Nothing is started yet; `layers` are those to use where the machine has them.

        Children call functions, or with `notebook` run cells in an IPython shell, in which
        matplotlib works if it `draws`.
        """
        self._limits, self._wanted, self._notebook = limits, tuple(layers), notebook
        self.draws = draws
        self._profile: tempfile.TemporaryDirectory[str] | None = None
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: WorkingFolder | None = None
        self._ready = False
        self.layers: tuple[str, ...] = ()
        """Those that hold, each tried."""
        self.missing: dict[str, str] = {}
        """Those that do not, and why."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Start the zygote, if none runs, and learn which layers hold."""
        self.begin()
        if self._control is None or self._ready:
            return
        self._control.settimeout(_START_SECONDS)
        try:
            ready = json.loads(self._control.recv(1 << 16))
        except (OSError, ValueError) as error:
            self.close()
            raise CouldNotGrade("The jail could not be set up: its process ended.") from error
        self.layers, self.missing = tuple(ready["layers"]), ready["missing"]
        self._ready = True

    def begin(self) -> None:
        """Start the zygote, if none runs, without waiting until it is ready."""
        if self._zygote is not None and self._zygote.poll() is None:
            return
        self.close()
        if sys.platform != "linux":
            self.missing = dict.fromkeys(LAYERS, "only Linux has it")
            return
        make_undumpable()
        self._folder = WorkingFolder()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        packages = [str(folder) for folder in _packages(notebook=self._notebook)]
        if self._notebook:
            self._profile = tempfile.TemporaryDirectory(prefix="course-profile-")
        profile = self._profile.name if self._profile else ""
        orders = {
            "fd": theirs.fileno(),
            "packages": packages,
            "folder": str(self._folder.path),
            "notebook": profile,
            "draws": self.draws,
            "readable": [*_readable(packages), str(self._folder.path)],
            "rlimits": rlimits(self._limits) | {"NPROC": 0, "FSIZE": 0},
            "layers": self._wanted,
            "output_letters": self._limits.output_letters,
        }
        with theirs:
            self._zygote = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-I", "-S", str(_ZYGOTE), json.dumps(orders)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment("/") | ({"MPLCONFIGDIR": _fonts(profile)} if profile else {}),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def require(self, mode: str) -> None:
        """Raise NotIsolated where fewer layers hold than the mode asks for."""
        self.open()
        insisted = lacking(self.missing, mode)
        if insisted:
            raise NotIsolated(insisted)

    def close(self) -> None:
        """End the zygote, and with it every child; remove the folder they ran in."""
        self._ready = False
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._zygote is not None:
            # It ends by itself when the socket closes, and sees its children end first.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._zygote.wait(_END_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._zygote.pid, signal.SIGKILL)
            self._zygote.wait()
            self._zygote = None
        if self._folder is not None:
            self._folder.remove()
            self._folder = None
        if self._profile is not None:
            self._profile.cleanup()
            self._profile = None

    def start(self, limits: Limits, path: Sequence[str], beside: Sequence[Beside] = ()) -> "_Child":
        """A confined child of the zygote (a `course.worker.process.Start`), one at a time.

        It finds the files beside the submission in the folder that it runs in.
        """
        if limits.memory_bytes != self._limits.memory_bytes or path:
            raise ValueError("A jail has the limits and the path that it was made with.")
        self.open()
        if self._folder is not None:
            self._folder.put(beside)
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid = int(self._ask(b"start", theirs.fileno()))
        except BaseException:
            ours.close()
            raise
        return _Child(self, pid, ours)

    def end(self, pid: int, patience: float) -> int:
        """Kill and reap a child: its exit code, or minus the signal that ended it."""
        code = int(self._ask(b"end %d %d" % (pid, patience * 1000)))
        if self._folder is not None:
            self._folder.clear()
        return code

    def _ask(self, message: bytes, descriptor: int | None = None) -> bytes:
        """One message to the zygote and its answer; raise Lost where it is gone."""
        control = self._control
        try:
            if control is None:
                raise Lost
            control.settimeout(_ANSWER_SECONDS)
            descriptors = [] if descriptor is None else [descriptor]
            socket.send_fds(control, [message], descriptors)
            answer = control.recv(64)
        except OSError as error:
            self.close()
            raise Lost from error
        if not answer:
            self.close()
            raise Lost
        return answer


class _Child:
    """A confined process that runs one submission."""

    def __init__(self, jail: Jail, pid: int, wire: socket.socket) -> None:
        self._jail, self._pid, self.wire = jail, pid, wire
        self._how = ""

    def end(self, patience: float = 0.0) -> str:
        """Kill it, reap it, say how it ended."""
        self.wire.close()
        if not self._how:
            try:
                code = self._jail.end(self._pid, patience)
            except Lost:
                self._how = LOST  # and its children ended with it
                return self._how
            self._how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return self._how


def _packages(*, notebook: bool) -> list[Path]:
    """The folders that numpy is in, and IPython where it is asked for."""
    if not notebook:
        return [numpy_folder()]
    ipython = importlib.util.find_spec("IPython")
    if ipython is None or ipython.origin is None:
        raise CouldNotGrade(
            "IPython is not installed, and notebooks need it. Install it with "
            "python -m pip install 'attention-course[instructor]'."
        )
    return list(dict.fromkeys([numpy_folder(), Path(ipython.origin).parents[1]]))


def _fonts(otherwise: str) -> str:
    """Where matplotlib keeps its list of fonts, which takes seconds to make, for the next time."""
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = cache / "attention-course" / "matplotlib"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return otherwise
    return str(folder) if os.access(folder, os.W_OK) else otherwise


def _readable(packages: Sequence[str]) -> list[str]:
    """What student code may read: Python, the packages beside numpy, the system's libraries."""
    paths = sysconfig.get_paths()
    folders = {
        paths["stdlib"],
        paths["platstdlib"],
        str(Path(sys.base_prefix, "lib")),
        *packages,
        str(_ZYGOTE.parent),
        *_SYSTEM,
    }
    return sorted(folder for folder in folders if Path(folder).exists())
