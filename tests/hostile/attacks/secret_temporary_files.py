"""Reads what lies in the folders for temporary files."""

import os
import re

for _top in ("/tmp", "/var/tmp", "/dev/shm", "/run", os.environ.get("TMPDIR", "/tmp")):
    for _path, _folders, _files in os.walk(_top):
        _folders[:] = [name for name in _folders if name not in ("lib", "lib64", "packages")]
        for _file in _files[:50]:
            try:
                with open(os.path.join(_path, _file), "rb") as _open:
                    _found = re.search(rb"canary-[0-9a-f]{16}", _open.read(1 << 16))
            except OSError:
                continue
            if _found:
                raise RuntimeError(_found[0].decode())
        if _path.count("/") > 5:
            _folders.clear()
