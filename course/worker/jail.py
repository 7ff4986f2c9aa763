"""The jail, as the grader sees it: a zygote whose children run one submission each.

    with Jail(limits) as jail:
        worker = Worker(limits, start=jail.start)

A zygote costs what a Python that imports numpy costs, once; a child costs a fork. The next child is
made while the last one works, and waits, confined, for code to run.
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
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
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
        self._next: _Child | None = None
        """Nobody's yet."""
        self._orders: deque[_Order] = deque()
        """Those that the zygote has not answered, or whose answer was not read."""
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
        self._orders.clear()
        if self._next is not None:
            self._next.wire.close()
            self._next = None
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
        """A confined child of the zygote (a `course.worker.process.Start`).

        It finds the files beside the submission in the folder that it runs in, which all children
        share: with files, no other may run.
        """
        if limits.memory_bytes != self._limits.memory_bytes or path:
            raise ValueError("A jail has the limits and the path that it was made with.")
        self.open()
        if self._folder is not None and beside:
            if self._orders:  # the last child is to be gone before others' files come
                self.answer(self._orders[-1])
            self._folder.put(beside)
        child, self._next = self._next or self._fork(), None
        try:
            self._next = self._fork()
        except BaseException:
            child.wire.close()
            raise
        return child

    def order(self, message: bytes, descriptor: int | None = None) -> "_Order":
        """Tell the zygote to do something; raise Lost where it is gone."""
        try:
            if self._control is None:
                raise Lost
            self._control.settimeout(_ANSWER_SECONDS)
            descriptors = [] if descriptor is None else [descriptor]
            socket.send_fds(self._control, [message], descriptors)
        except OSError as error:
            self.close()
            raise Lost from error
        order = _Order(self._control)
        self._orders.append(order)
        return order

    def answer(self, order: "_Order") -> bytes:
        """What the zygote answers to an order; raise Lost where it is gone."""
        if order.control is not self._control:
            raise Lost
        while not order.answer:
            try:
                answer = order.control.recv(64)
            except OSError as error:
                self.close()
                raise Lost from error
            if not answer:
                self.close()
                raise Lost
            self._orders.popleft().answer = answer
        return order.answer

    def end(self, pid: int, patience: float) -> "_Order":
        """Kill and reap a child; the answer is its exit code, or minus the signal that ended it."""
        ended = self.order(b"end %d %d" % (pid, 1000 * patience))
        if self._folder is not None and not self._folder.empty:
            self.answer(ended)
            self._folder.put(())
        return ended

    def _fork(self) -> "_Child":
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                return _Child(self, self.order(b"start", theirs.fileno()), ours)
        except BaseException:
            ours.close()
            raise


@dataclass(slots=True, eq=False)
class _Order:
    """What a zygote was told to do."""

    control: socket.socket
    """What leads to it."""
    answer: bytes = b""
    """Once it was read."""


class _Child:
    """A confined process that runs one submission."""

    def __init__(self, jail: Jail, started: _Order, wire: socket.socket) -> None:
        self._jail, self._started, self.wire = jail, started, wire
        self._ended: _Order | None = None

    def end(self, patience: float | None = None) -> str:
        """Kill it, have it reaped; with `patience`, say how it ended."""
        self.wire.close()
        try:
            if self._ended is None:
                pid = int(self._jail.answer(self._started))
                self._ended = self._jail.end(pid, patience or 0.0)
            if patience is None:
                return ""
            code = int(self._jail.answer(self._ended))
        except Lost:
            return LOST  # and its children ended with it
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"


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
