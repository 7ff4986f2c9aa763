"""Attaches itself to the process above it as a debugger."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
for _request in (16, 0x4206):  # PTRACE_ATTACH, PTRACE_SEIZE
    if os.getppid() > 0 and _libc.ptrace(_request, os.getppid(), None, None) == 0:
        _libc.ptrace(17, os.getppid(), None, None)
        raise RuntimeError("leak: attached to the parent")
