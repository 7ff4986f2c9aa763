"""Becomes root in a user namespace of its own, and mounts what it wants to see."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
if _libc.unshare(0x10000000 | 0x00020000) == 0:
    _libc.mount(b"proc", b"/proc", b"proc", 0, None)
    raise RuntimeError("leak: a user namespace")
