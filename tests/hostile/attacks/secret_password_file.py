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
for _folder in ("/root", "/etc", os.path.expanduser("~")):
    for _name in (".bashrc", ".profile", ".ssh", ".bash_history", "group", "shadow"):
        try:
            os.listdir(_folder)
            os.stat(os.path.join(_folder, _name))
            raise RuntimeError(f"leak: {_folder}/{_name}")
        except OSError:
            pass
