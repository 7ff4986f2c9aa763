"""Asks the kernel for its log, its symbols, and its performance counters."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
_buffer = ctypes.create_string_buffer(4096)
if _libc.klogctl(3, _buffer, 4096) > 0:
    raise RuntimeError("leak: the kernel's log")
for _path in (
    "/proc/kallsyms",
    "/proc/kcore",
    "/sys/kernel/debug",
    "/proc/config.gz",
    "/proc/version",
):
    try:
        open(_path, "rb").close()
        raise RuntimeError(f"leak: {_path}")
    except OSError:
        pass
