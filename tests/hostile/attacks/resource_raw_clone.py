"""Makes processes by the system calls themselves: fork, vfork's flags, clone, clone3."""

import ctypes
import os
import platform

_libc = ctypes.CDLL(None, use_errno=True)
_clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
for _flags in (17, 0x00008000 | 17, 0x20000000 | 17):  # SIGCHLD; CLONE_PARENT; CLONE_NEWPID
    if _libc.syscall(_clone, _flags, 0, 0, 0, 0) == 0:
        import time

        time.sleep(20)
        os._exit(0)
if _libc.syscall(435, (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17), 88) == 0:
    import time

    time.sleep(20)
    os._exit(0)
