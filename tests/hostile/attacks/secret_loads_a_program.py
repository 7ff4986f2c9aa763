"""Loads a program into the kernel with bpf, and a memory fault handler with userfaultfd."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
if _libc.syscall(321, 0, bytes(72), 72) >= 0 or _libc.syscall(323, 0) >= 0:
    raise RuntimeError("leak: a program in the kernel")
