"""Leaves a word in a POSIX message queue and a named semaphore, for its next run."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
if _libc.mq_open(b"/hostile-word", os.O_RDONLY) >= 0:
    raise RuntimeError("leak: left by an earlier run")
_libc.mq_open(b"/hostile-word", os.O_RDWR | os.O_CREAT, 0o600, None)
