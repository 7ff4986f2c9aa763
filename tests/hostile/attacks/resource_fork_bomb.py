"""Forks, and its children fork; each waits a while."""

import os
import time

_parent = os.getpid()
for _ in range(8):
    try:
        os.fork()
    except OSError:
        pass
if os.getpid() != _parent:
    time.sleep(20)
    os._exit(0)
