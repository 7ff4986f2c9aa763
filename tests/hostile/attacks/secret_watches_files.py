"""Watches what others open, with inotify and fanotify."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
if _libc.inotify_init1(0) >= 0 or _libc.fanotify_init(0, 0) >= 0:
    raise RuntimeError("leak: files can be watched")
