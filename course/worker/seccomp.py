"""The seccomp layer: an allow-list of system calls, as a BPF program.

What an ordinary computation needs is allowed. What a student might try in good faith (a thread,
a subprocess, a socket, a written file) fails with an errno that Python turns into an exception.
What only an attack would ask for kills the process.

Imported by the confined side: standard library only.
"""

import ctypes
import errno
import os
import platform
import struct

from .libc import checked, prctl

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""What the kernel calls a machine in the data it filters (linux/audit.h)."""

# Numbers from the kernel's tables: arch/x86/entry/syscalls/syscall_64.tbl, and
# include/uapi/asm-generic/unistd.h for aarch64. None: the machine does not have the call.
SYSCALLS: dict[str, tuple[int | None, int | None]] = {
    # memory
    "brk": (12, 214),
    "madvise": (28, 233),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    # files that are open, and reading others
    "access": (21, None),
    "chdir": (80, 49),
    "close": (3, 57),
    "close_range": (436, 436),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "fcntl": (72, 25),
    "fstat": (5, 80),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "ioctl": (16, 29),
    "lseek": (8, 62),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "open": (2, None),
    "openat": (257, 56),
    "pread64": (17, 67),
    "read": (0, 63),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "readv": (19, 65),
    "stat": (4, None),
    "statx": (332, 291),
    "write": (1, 64),
    "writev": (20, 66),
    # the wire, which is a socket that is open already
    "poll": (7, None),
    "ppoll": (271, 73),
    "pselect6": (270, 72),
    "recvfrom": (45, 207),
    "select": (23, None),
    "sendto": (44, 206),
    # time
    "alarm": (37, None),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "getitimer": (36, 102),
    "gettimeofday": (96, 169),
    "nanosleep": (35, 101),
    "setitimer": (38, 103),
    "time": (201, None),
    "times": (100, 153),
    # the process itself
    "exit": (60, 93),
    "exit_group": (231, 94),
    "futex": (202, 98),
    "getegid": (108, 177),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getrandom": (318, 278),
    "getrusage": (98, 165),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "prlimit64": (302, 261),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "set_robust_list": (273, 99),
    "sigaltstack": (131, 132),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    # never in good faith
    "add_key": (248, 217),
    "bpf": (321, 280),
    "delete_module": (176, 106),
    "finit_module": (313, 273),
    "fsopen": (430, 430),
    "init_module": (175, 105),
    "io_uring_setup": (425, 425),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "move_mount": (429, 429),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pivot_root": (155, 41),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setns": (308, 268),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    # asked for by libc before it falls back to another call
    "clone3": (435, 435),
}
"""System call -> its number on x86_64 and on aarch64."""

_KILLED = {
    "add_key",
    "bpf",
    "delete_module",
    "finit_module",
    "fsopen",
    "init_module",
    "io_uring_setup",
    "kexec_load",
    "keyctl",
    "mount",
    "move_mount",
    "open_by_handle_at",
    "open_tree",
    "perf_event_open",
    "pivot_root",
    "process_vm_readv",
    "process_vm_writev",
    "ptrace",
    "reboot",
    "request_key",
    "setns",
    "umount2",
    "unshare",
    "userfaultfd",
}
_ERRNOS = {"clone3": errno.ENOSYS, "ioctl": errno.ENOTTY}
"""Calls whose callers know how to go on from another errno than EPERM."""
_COMMANDS = {
    "fcntl": (0, 1, 2, 3, 4, 1030),  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
    "ioctl": (0x5421, 0x5450, 0x5451),  # FIONBIO, FIONCLEX, FIOCLEX
}
"""The second argument of calls that do many things: none of these reaches another process."""
_FLAGS = {"recvfrom": 0, "sendto": 0x4000}  # MSG_NOSIGNAL
"""Calls with flags in their fourth argument, and those that the wire needs: out-of-band data, for
one, has been a way into the kernel."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
"""Flags of open that could change a file, O_TMPFILE's own bit the last."""

_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCH = 0, 4
"""Offsets in struct seccomp_data; argument n starts at 16 + 8 n, low half first."""
_X32 = 0x40000000
"""Numbers from here on are x86_64's second, rarely used table."""

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def supported() -> bool:
    """Whether there is a table for this machine."""
    return platform.system() == "Linux" and platform.machine() in AUDIT_ARCH


def program(machine: str) -> bytes:
    """The filter for a machine, as an array of struct sock_filter."""
    column = list(AUDIT_ARCH).index(machine)
    code = [
        _instruction(_LOAD, _ARCH),
        _instruction(_JUMP_EQUAL, AUDIT_ARCH[machine], 1, 0),
        _instruction(_RETURN, _KILL_PROCESS),
        _instruction(_LOAD, _NUMBER),
        _instruction(_JUMP_AT_LEAST, _X32, 0, 1),
        _instruction(_RETURN, _KILL_PROCESS),
    ]
    for name, numbers in SYSCALLS.items():
        number = numbers[column]
        if number is not None:
            verdict = _verdict(name)
            code += [_instruction(_JUMP_EQUAL, number, 0, len(verdict)), *verdict]
    code.append(_instruction(_RETURN, _ERRNO | errno.EPERM))
    return b"".join(code)


def install(filter_program: bytes) -> None:
    """Confine this process and all that it will ever become; there is no way back."""
    program = _Program(len(filter_program) // 8, filter_program)
    checked(prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    checked(prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0))


def _verdict(name: str) -> list[bytes]:
    """The instructions that decide about a call whose number has matched."""
    allow = _instruction(_RETURN, _ALLOW)
    refuse = _instruction(_RETURN, _ERRNO | _ERRNOS.get(name, errno.EPERM))
    if name in _KILLED:
        return [_instruction(_RETURN, _KILL_PROCESS)]
    if name in {"open", "openat"}:
        flags = _argument(1 if name == "open" else 2)
        return [
            _instruction(_LOAD, flags),
            _instruction(_JUMP_ANY_BIT, _WRITING, 0, 1),
            refuse,
            allow,
        ]
    if name in _FLAGS:
        flags, others = _argument(3), 0xFFFFFFFF ^ _FLAGS[name]
        return [
            _instruction(_LOAD, flags),
            _instruction(_JUMP_ANY_BIT, others, 0, 1),
            refuse,
            allow,
        ]
    if name in _COMMANDS:
        known = _COMMANDS[name]
        commands = [
            _instruction(_JUMP_EQUAL, command, len(known) - position, 0)
            for position, command in enumerate(known)
        ]
        return [_instruction(_LOAD, _argument(1)), *commands, refuse, allow]
    if name in _ERRNOS:
        return [refuse]
    if (
        name == "prlimit64"
    ):  # to ask is allowed, to set is not: the new limit must be a null pointer
        new = _argument(2)
        return [
            _instruction(_LOAD, new),
            _instruction(_JUMP_EQUAL, 0, 0, 2),
            _instruction(_LOAD, new + 4),
            _instruction(_JUMP_EQUAL, 0, 1, 0),
            refuse,
            allow,
        ]
    return [allow]


def _argument(position: int) -> int:
    return 16 + 8 * position


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One struct sock_filter; the jumps count the instructions to leave out."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
