"""Searches its own address space for what a process above has left there before the fork."""

import ctypes
import re

_text = b""
try:
    with open("/proc/self/maps") as _maps:
        _parts = [line.split()[0].split("-") for line in _maps if " rw" in line]
except OSError:
    _parts = [(hex(id(object()) & ~0xFFFFF), hex((id(object()) & ~0xFFFFF) + 0x100000))]
for _first, _last in _parts:
    _first, _last = int(_first, 16), int(_last, 16)
    if _last - _first < 1 << 26:
        try:
            _text = ctypes.string_at(_first, _last - _first)
        except (ValueError, OSError):
            continue
        _found = re.search(rb"canary-[0-9a-f]{16}", _text)
        if _found:
            raise RuntimeError(_found[0].decode())
