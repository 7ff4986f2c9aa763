"""The first file that a worker process runs: confine itself, then serve.

Run by path with `-I -S`, so neither the course nor anything installed through a .pth file can be
imported. Orders come as JSON in the first argument, from `process`.
"""

import ctypes
import json
import os
import signal
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522


def main() -> None:
    """Follow the orders."""
    orders = json.loads(sys.argv.pop())
    end = socket.socket(fileno=orders["fd"])
    end.set_inheritable(False)
    if sys.platform == "linux":
        _give_up_privileges()
        if orders["parent"]:
            _die_with(orders["parent"])
    sys.path[:0] = orders["path"][:-1]
    sys.path.append(orders["path"][-1])
    import_siblings = ModuleType("worker")
    import_siblings.__path__ = [str(Path(__file__).parent)]
    sys.modules["worker"] = import_siblings
    from worker.server import serve  # type: ignore[import-not-found]

    layers = ["process"] + ["rlimits"] * _limit(orders["limits"])
    serve(
        end,
        layers=layers,
        real_course=orders["real_course"],
        output_letters=orders["limits"]["output_letters"],
    )


def _give_up_privileges() -> None:
    """Drop every capability, for good.

    With them, as root has them, an undumpable grader's memory could be read all the same.
    """
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    if libc.capset(header, none):
        os._exit(1)


def _die_with(parent: int) -> None:
    """Ask Linux for a SIGKILL when the parent ends, for a loop would outlive it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _limit(limits: dict[str, Any]) -> bool:
    """Set the rlimits, hard; whether every one of them holds."""
    try:
        import resource
    except ImportError:
        return False
    seconds = int(limits["submission_seconds"]) + 10
    wanted = {
        "RLIMIT_AS": limits["memory_bytes"],
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": limits["file_bytes"],
        "RLIMIT_NOFILE": limits["files"],
        "RLIMIT_NPROC": limits["processes"],
        "RLIMIT_CORE": 0,
    }
    held = True
    for name, value in wanted.items():
        try:
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            if hard != resource.RLIM_INFINITY:
                value = min(value, hard)
            resource.setrlimit(kind, (value, value))
        except (AttributeError, ValueError, OSError):
            held = False
    return held


if __name__ == "__main__":
    main()
