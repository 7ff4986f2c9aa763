"""Leaves the folder that it was put in through a folder that is open, or ../ without end."""

import os
import re

for _start in [*range(256), None]:
    for _way in ("grader/qkv", "../" * 20 + "etc", "../" * 20 + "proc/1/" "root/etc"):
        try:
            _folder = os.open(_way, os.O_RDONLY | os.O_DIRECTORY, dir_fd=_start)
            _names = os.listdir(_folder)
        except (OSError, TypeError):
            continue
        if "passwd" in _names or "test_softmax.py" in _names:
            raise RuntimeError("leak: outside the folder")
