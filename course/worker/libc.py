"""The C library, for system calls that Python has no function for.

One handle for all layers, with each function looked up before the zygote forks: a child that makes
such objects anew pays for every page of memory that they touch.

Imported by the confined side: standard library only.
"""

import ctypes
import os

_library = ctypes.CDLL(None, use_errno=True)
prctl, syscall, capset = _library.prctl, _library.syscall, _library.capset
unshare, setns, mount, umount2 = (
    _library.unshare,
    _library.setns,
    _library.mount,
    _library.umount2,
)


def checked(result: int) -> int:
    """What a function returned; OSError where that says that it failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
