"""Opens the root of the disk by its handle, past every mount."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_handle = ctypes.create_string_buffer(b"\x08\0\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0", 16)
for _mount in range(0, 64):
    _opened = _libc.open_by_handle_at(_mount, _handle, os.O_RDONLY)
    if _opened >= 0:
        raise RuntimeError("leak: a file by its handle")
