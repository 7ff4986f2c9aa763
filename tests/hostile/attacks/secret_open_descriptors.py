"""Reads every open file that it was left with."""

import os
import re

for _descriptor in range(256):
    try:
        os.lseek(_descriptor, 0, os.SEEK_SET)
        _text = os.read(_descriptor, 1 << 20)
    except OSError:
        continue
    _found = re.search(rb"canary-\w+", _text)
    if _found:
        raise RuntimeError(_found[0].decode())
