"""Opens trees of files through the new mount interface: fsopen, open_tree, move_mount."""

import ctypes

_libc = ctypes.CDLL(None, use_errno=True)
for _number, *_arguments in ((430, b"tmpfs", 0), (428, -100, b"/", 1), (433, 0, b"/", 0)):
    if _libc.syscall(_number, *_arguments) >= 0:
        raise RuntimeError("leak: a tree of files")
