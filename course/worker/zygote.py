"""The first file of a zygote: a process that has imported numpy, and forks one child a submission.

Run by path with `-I -S`. Its orders come as JSON in the first argument; then, over its control
socket, one message at a time:

    b"start" with a socket    fork a confined child that serves it; the answer is its pid
    b"end PID MILLISECONDS"   kill it, after so long a wait; the answer is how it ended

The zygote itself never runs student code and never reads what a child sends.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

_Socket = socket.socket
"""Kept, for the module's own will refuse in words."""
_PRELOADED = """
    numpy.linalg numpy.fft numpy.random numpy.ma numpy.polynomial
    abc bisect cmath collections copy dataclasses datetime decimal enum fractions functools
    heapq itertools json math numbers operator random re statistics string textwrap time
    traceback types typing warnings
"""
"""What submissions import: shared by all children, where each would load it again."""


def main() -> None:
    """Follow the orders until the control socket closes."""
    orders = json.loads(sys.argv.pop())
    control = socket.socket(fileno=orders["fd"])
    control.set_inheritable(False)
    siblings = ModuleType("worker")
    siblings.__path__ = [str(Path(__file__).parent)]
    sys.modules["worker"] = siblings
    make = importlib.import_module("worker.confinement").Confinement
    confinement = make(orders["readable"], orders["rlimits"], orders["layers"])
    if orders["notebook"]:
        # Made before the layers hold: IPython and matplotlib want folders that they can write to.
        sys.path += orders["packages"]
        notebook = importlib.import_module("worker.shell")
        shell = notebook.make(orders["notebook"], orders["readable"], draws=orders["draws"])
        answers = partial(notebook.Cells, shell)
        confinement.enter()
    else:
        confinement.enter()
        sys.path += orders["packages"]
        importlib.import_module("worker.drawing").stand_in()
        answers = importlib.import_module("worker.server").Server
    for name in _PRELOADED.split():
        importlib.import_module(name)
    # Last of all: no file of a student's takes the place of one of Python's or a package's.
    sys.path.append(orders["folder"])
    os.chdir(orders["folder"])
    if "seccomp" in confinement.layers:
        importlib.import_module("worker.refusals").say_them()
    sys.modules["numpy"].random.seed(0)  # a regrade repeats
    gc.collect()
    gc.freeze()
    ready = {"layers": confinement.layers, "missing": confinement.missing}
    control.send(json.dumps(ready).encode())
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(control, 64, 1)
        except ConnectionError:
            continue  # answers were not read by the end; orders may still be there
        if not message:
            os._exit(0)  # the kernel ends the children: by their namespace, or with us
        if message == b"start":
            child = confinement.fork()
            if child == 0:
                _serve(confinement, descriptors[0], orders, answers)
            os.close(descriptors[0])
            answer = child
        else:
            _, child, patience = message.split()
            answer = _end(int(child), int(patience) / 1000)
        with contextlib.suppress(ConnectionError):
            control.send(b"%d" % answer)


def _serve(
    confinement: Any, wire: int, orders: dict[str, Any], make: Callable[[list[str]], Any]
) -> NoReturn:
    """In the child: confine ourselves, then answer until the socket closes."""
    try:
        wire = confinement.confine(wire)
        server = importlib.import_module("worker.server")
        if not orders["notebook"]:
            server.warm_up()
        server.serve(
            # All told: to ask the kernel for it would be refused.
            _Socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, wire),
            make(list(confinement.layers)),
            output_letters=orders["output_letters"],
        )
    finally:
        os._exit(1)


def _end(child: int, patience: float) -> int:
    """Kill a child and reap it: its exit code, or minus the signal that ended it."""
    until = time.monotonic() + patience
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            break
        time.sleep(0.001)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
