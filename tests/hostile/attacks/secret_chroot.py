"""Leaves a root that was changed, by the way that every textbook shows."""

import os

try:
    os.mkdir("hostile-root")
    os.chroot("hostile-root")
    for _ in range(64):
        os.chdir("..")
    os.chroot(".")
    raise RuntimeError(f"leak: {os.listdir('/')}")
except OSError:
    pass
