"""The rights of root, given up for good.

With them, as root has them, an undumpable grader's memory could be read all the same.
Imported by the confined side: standard library only.
"""

import ctypes
import os

from .libc import capset, checked, prctl

_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 24, 38
_VERSION_3 = 0x20080522
NOBODY = 65534
"""The user and the group that own nothing."""

_header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
_nothing = (ctypes.c_uint32 * 6)()


def bound() -> None:
    """Let no program that is started from here on get a capability; those of our own stay."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    capability = 0
    while prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1


def drop(*, to_nobody: bool = False) -> None:
    """Give up every capability; as root, become nobody if asked to."""
    if to_nobody:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    checked(capset(_header, _nothing))
