"""The Landlock layer: a process that can read a few folders, and otherwise has no files at all.

Imported by the confined side: standard library only.
"""

import contextlib
import ctypes
import os
import stat
from collections.abc import Iterable

from . import libc
from .libc import checked

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""The same on every machine."""
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""Version of the interface -> how many rights over files it knows."""
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_PR_SET_NO_NEW_PRIVS = 38


class _Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The version of the kernel's interface, 0 where there is none."""
    found = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    return max(0, int(found))


def ruleset(readable: Iterable[str]) -> int:
    """A file descriptor of the rules "these folders and files may be read", or OSError."""
    rights = max(count for since, count in _FILE_RIGHTS.items() if since <= version())
    handled = _Ruleset((1 << rights) - 1, 0, 0)
    size = 8
    if version() >= _NETWORK_SINCE:
        handled.network, size = 0b11, 16
    if version() >= _SCOPES_SINCE:
        handled.scopes, size = 0b11, 24
    rules = checked(libc.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(size), 0))
    for path in readable:
        with contextlib.suppress(FileNotFoundError):
            parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
            folder = stat.S_ISDIR(os.fstat(parent).st_mode)
            beneath = _Beneath(_READ_FILE | (_READ_DIR if folder else 0), parent)
            checked(libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(beneath), 0))
            os.close(parent)
    return rules


def restrict(rules: int) -> None:
    """Confine this process and all that it will ever become to the rules."""
    checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    checked(libc.syscall(_RESTRICT_SELF, rules, 0))
