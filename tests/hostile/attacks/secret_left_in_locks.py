"""Leaves a word as locks and attributes of files that every run can read."""

import fcntl
import os
import sys

_path = os.__file__
try:
    if b"user.hostile" in b" ".join(name.encode() for name in os.listxattr(_path)):
        raise RuntimeError("leak: left by an earlier run")
    os.setxattr(_path, "user.hostile", b"hidden")
except OSError:
    pass
with open(_path, "rb") as _file:
    try:
        fcntl.flock(_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        raise RuntimeError("leak: a lock that others can see")
    except OSError:
        pass
    try:
        fcntl.fcntl(_file, 1024, fcntl.F_RDLCK)  # F_SETLEASE
        fcntl.fcntl(_file, 1026, 0xFF)  # F_NOTIFY
        raise RuntimeError("leak: a lease that others can see")
    except OSError:
        pass
sys.stdout.flush()
