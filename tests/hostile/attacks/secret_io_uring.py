"""Opens files through io_uring, past a filter that looks at open alone."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
_parameters = ctypes.create_string_buffer(120)
if _libc.syscall(425, 4, _parameters) >= 0:
    raise RuntimeError("leak: io_uring")
