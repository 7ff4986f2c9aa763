"""Leaves a word in System V shared memory, a semaphore and a message queue, for its next run."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
for _get in (
    lambda flags: _libc.shmget(0x6F57, 4096, flags),
    lambda flags: _libc.msgget(0x6F57, flags),
    lambda flags: _libc.semget(0x6F57, 1, flags),
):
    if _get(0o600) >= 0:
        raise RuntimeError("leak: left by an earlier run")
    _get(0o1600)
