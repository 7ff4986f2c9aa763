"""Enters the namespaces of the processes above it."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
for _pid in ("1", str(os.getppid())):
    for _kind in ("mnt", "pid", "net", "user"):
        try:
            _opened = os.open(f"/proc/{_pid}/ns/{_kind}", os.O_RDONLY)
        except OSError:
            continue
        if _libc.setns(_opened, 0) == 0:
            raise RuntimeError(f"leak: namespace {_kind} of {_pid}")
_libc.setns(0, 0)
