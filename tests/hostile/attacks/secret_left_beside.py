"""Leaves something in the folder that it runs in, and looks for what others left there."""

import os

if os.listdir():
    raise RuntimeError("leak: left by an earlier run")
try:
    if os.listxattr("."):
        raise RuntimeError("leak: a note on the folder left by an earlier run")
except OSError:
    pass

for _act in (
    lambda: os.close(os.open("hostile-left", os.O_CREAT | os.O_WRONLY, 0o777)),
    lambda: os.close(os.open(".", os.O_TMPFILE | os.O_RDWR, 0o777)),
    lambda: os.mkdir("hostile-folder"),
    lambda: os.symlink("/etc/passwd", "hostile-link"),
    lambda: os.link("/proc/self/exe", "hostile-hard"),
    lambda: os.mkfifo("hostile-fifo"),
    lambda: os.mknod("hostile-node"),
    lambda: os.setxattr(".", "user.hostile", b"for the next"),
    lambda: os.chmod(".", 0o777),
    lambda: os.utime(".", (0, 0)),
    lambda: os.rename(os.getcwd(), os.getcwd() + "-hostile"),
    lambda: os.rmdir(os.getcwd()),
):
    try:
        _act()
    except OSError:
        continue
    raise RuntimeError("leak: the folder can be changed")
