"""Leaves a word in every folder that it can write to, for its next run to find."""

import os
import sys

for _folder in {
    os.getcwd(),
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run",
    "/",
    os.path.expanduser("~"),
    *sys.path,
}:
    _path = os.path.join(_folder, "hostile-word")
    if os.path.exists(_path):
        raise RuntimeError("leak: left by an earlier run")
    try:
        with open(_path, "w") as _file:
            _file.write("hidden input")
    except OSError:
        pass
