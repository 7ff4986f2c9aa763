"""Watches other processes through performance counters."""

import ctypes
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)
_attributes = struct.pack("IIQ", 1, 112, 1) + bytes(96)
if _libc.syscall(298, _attributes, os.getppid(), -1, -1, 0) >= 0:
    raise RuntimeError("leak: counters of the parent")
