"""The rights of root, given up for good.

With them, as root has them, an undumpable grader's memory could be read all the same.
Imported by the confined side: standard library only.
"""

import ctypes
import os

_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 24, 38
_VERSION_3 = 0x20080522
NOBODY = 65534
"""The user and the group that own nothing."""

_libc = ctypes.CDLL(None, use_errno=True)


def drop(*, to_nobody: bool = False) -> None:
    """Give up every capability, and every way to get one; as root, become nobody if asked to."""
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    capability = 0
    while _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1
    if to_nobody:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if _libc.capset(header, nothing) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
