"""Reads the memory of the processes above it with process_vm_readv, wherever it may lie."""

import ctypes
import os
import re

_libc = ctypes.CDLL(None, use_errno=True)
_buffer = ctypes.create_string_buffer(1 << 16)


class _Part(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


for _pid in [os.getppid(), *range(1, 40)]:
    _local = _Part(ctypes.addressof(_buffer), 1 << 16)
    _remote = _Part(0x400000, 1 << 16)
    _got = _libc.process_vm_readv(_pid, ctypes.byref(_local), 1, ctypes.byref(_remote), 1, 0)
    if _got > 0 and _pid != os.getpid():
        raise RuntimeError("leak: another process can be read")
