"""The namespace layer: a root of its own with a few read-only folders, no network, no neighbours.

Imported by the confined side: standard library only.
"""

import contextlib
import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from . import libc
from .libc import checked

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _REC, _PRIVATE = (
    0x1,
    0x2,
    0x4,
    0x8,
    0x20,
    0x1000,
    0x4000,
    0x40000,
)
_KEPT = {
    os.ST_NOSUID: _NOSUID,
    os.ST_NODEV: _NODEV,
    os.ST_NOEXEC: _NOEXEC,
    os.ST_NOATIME: 0x400,
    os.ST_NODIRATIME: 0x800,
    os.ST_RELATIME: 0x200000,
}
"""What a mount already forbids, which a user namespace may not take back."""
_DETACH = 2
_PIVOT_ROOT = {"x86_64": 155}.get(os.uname().machine, 41)
"""libc has no function for it; 41 is its number on every newer machine."""
_PR_SET_DUMPABLE = 4

_fork = os.fork
"""Kept, for in a zygote `os.fork` refuses in words (see `refusals`)."""


def enter(readable: Iterable[str]) -> int:
    """Go on in namespaces of our own: user, mount, network, IPC, host name and pid, for good.

    A pid namespace begins with a child, so what returns is a child of the caller; the caller
    itself waits in here, and ends when the child has ended.

    Returns:
        A file descriptor of the pid namespace that `fork_into_new_pid_namespace` comes back to.
    """
    kinds = _NEWNS | _NEWNET | _NEWIPC | _NEWUTS | _NEWPID
    if os.geteuid() == 0:
        checked(libc.unshare(kinds))
    else:
        uid, gid = os.geteuid(), os.getegid()
        checked(libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0))  # else the maps cannot be written
        checked(libc.unshare(_NEWUSER | kinds))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    _new_root(_open_sources(readable))
    checked(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))
    return own_pids


def fork_into_new_pid_namespace(own_pids: int) -> int:
    """`os.fork`, with the child the first process of a pid namespace of its own.

    When that child ends, the kernel ends every process that it has left behind.
    """
    checked(libc.unshare(_NEWPID))
    child = _fork()
    if child:
        checked(libc.setns(own_pids, _NEWPID))
    return child


def _open_sources(readable: Iterable[str]) -> list[tuple[str, int]]:
    """Each path with a descriptor of it, taken before the new root hides the old one."""
    sources = []
    for path in readable:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            sources.append((path, os.open(path, os.O_PATH | os.O_CLOEXEC)))
    return sources


def _new_root(sources: list[tuple[str, int]]) -> None:
    """Make a root that holds the sources alone, all read-only."""
    _mount(b"none", b"/", None, _REC | _PRIVATE)
    root = "/tmp"  # noqa: S108 - covered by an empty file system that only we see
    _mount(b"tmpfs", root.encode(), b"tmpfs", _NOSUID | _NODEV, b"mode=0755,size=64k")
    for path, source in sources:
        target = root + path
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        if stat.S_ISDIR(os.fstat(source).st_mode):
            Path(target).mkdir(parents=True, exist_ok=True)
        else:
            Path(target).touch()
        _mount(f"/proc/self/fd/{source}".encode(), target.encode(), None, _BIND | _REC)
        device = stat.S_ISCHR(os.fstat(source).st_mode)
        flags = os.statvfs(target).f_flag
        kept = sum(mount_flag for flag, mount_flag in _KEPT.items() if flags & flag)
        hard = _RDONLY | _NOSUID | (0 if device else _NODEV)
        _mount(None, target.encode(), None, _REMOUNT | _BIND | hard | kept)
        os.close(source)
    os.chdir(root)
    checked(libc.syscall(_PIVOT_ROOT, b".", b"."))
    checked(libc.umount2(b".", _DETACH))
    os.chdir("/")
    _mount(None, b"/", None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)


def _mount(
    source: bytes | None, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None
) -> None:
    checked(libc.mount(source, target, kind, ctypes.c_ulong(flags), data))
