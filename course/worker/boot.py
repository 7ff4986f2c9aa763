"""The first file that a worker process runs: confine itself, then serve.

Run by path with `-I -S`, so neither the course nor anything installed through a .pth file can be
imported. Orders come as JSON in the first argument, from `process`.
"""

import ctypes
import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from types import ModuleType

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Follow the orders."""
    orders = json.loads(sys.argv.pop())
    end = socket.socket(fileno=orders["fd"])
    end.set_inheritable(False)
    siblings = ModuleType("worker")
    siblings.__path__ = [str(Path(__file__).parent)]
    sys.modules["worker"] = siblings
    if sys.platform == "linux":
        capabilities = importlib.import_module("worker.capabilities")
        capabilities.bound()
        capabilities.drop()
        if orders["parent"]:
            _die_with(orders["parent"])
    sys.path[:0] = orders["path"]
    # Last of all: no file of a student's takes the place of one of Python's or a package's.
    sys.path += [orders["packages"], orders["folder"]]
    server = importlib.import_module("worker.server")
    limited = importlib.import_module("worker.rlimits").limit(orders["rlimits"])
    server.serve(
        end,
        server.Server(["process"] + ["rlimits"] * limited, real_course=orders["real_course"]),
        output_letters=orders["output_letters"],
    )


def _die_with(parent: int) -> None:
    """Ask Linux for a SIGKILL when the parent ends, for a loop would outlive it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    main()
