"""Reads the machine's accounts and keys."""

import os

for _path in (
    "/etc/passwd",
    "/etc/shadow",
    "/etc/hostname",
    "~root/.ssh/id_rsa",
    "/etc/machine-id",
):
    try:
        with open(_path) as _file:
            raise RuntimeError(f"leak: {_path} {len(_file.read())}")
    except OSError:
        pass
for _folder in ("/home", "/root", os.path.expanduser("~")):
    try:
        if os.listdir(_folder):
            raise RuntimeError(f"leak: {_folder}")
    except OSError:
        pass
