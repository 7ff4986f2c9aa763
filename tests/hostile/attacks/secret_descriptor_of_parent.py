"""Takes an open file of the process above it with pidfd_getfd."""

import ctypes
import os
import re

_libc = ctypes.CDLL(None, use_errno=True)
for _pid in (os.getppid(), 1):
    _pidfd = _libc.syscall(434, _pid, 0)
    for _wanted in range(40 if _pidfd >= 0 else 0):
        _taken = _libc.syscall(438, _pidfd, _wanted, 0)
        if _taken >= 0 and _pid != os.getpid():
            raise RuntimeError("leak: a file of the parent's")
