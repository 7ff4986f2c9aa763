"""Leaves a word in the kernel's keyrings, for its next run to find."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
for _ring in (-4, -5, -3):  # user, user session, session
    if _libc.syscall(250, 10, _ring, b"user", b"hostile-word", 0) > 0:
        raise RuntimeError("leak: left by an earlier run")
    _libc.syscall(248, b"user", b"hostile-word", b"hidden", 6, _ring)
