"""Mounts the machine's disks, its processes, and a folder over another."""

import ctypes
import glob
import os

_libc = ctypes.CDLL(None, use_errno=True)
for _source, _kind in [
    (b"proc", b"proc"),
    (b"sys", b"sysfs"),
    *((d.encode(), b"ext4") for d in glob.glob("/dev/[vsn]*")),
]:
    for _target in (b"/tmp", b"/lib", b"/mnt"):
        if _libc.mount(_source, _target, _kind, 1, None) == 0:
            _libc.umount2(_target, 2)
            raise RuntimeError("leak: a mount")
if _libc.mount(b"/", b"/lib", None, 4096, None) == 0 or _libc.umount2(b"/lib", 2) == 0:
    raise RuntimeError("leak: a mount")
