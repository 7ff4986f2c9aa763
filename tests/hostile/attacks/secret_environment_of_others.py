"""Reads the environment and the command line of every process."""

import os
import re

for _pid in ["self", str(os.getppid()), *(os.listdir("/proc") if os.path.isdir("/proc") else [])]:
    for _file in ("environ", "cmdline", "status", "maps"):
        try:
            with open(f"/proc/{_pid}/{_file}", "rb") as _open:
                _found = re.search(rb"canary-[0-9a-f]{16}", _open.read(1 << 20))
        except OSError:
            continue
        if _found:
            raise RuntimeError(_found[0].decode())
