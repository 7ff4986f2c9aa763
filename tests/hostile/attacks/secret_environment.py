"""Reads its own environment, also where the C library keeps what Python has deleted."""

import ctypes
import os
import re
import sys

_text = repr(dict(os.environ)) + repr(sys.argv) + repr(getattr(sys, "orig_argv", ""))
_list = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
_index = 0
while _list and _list[_index]:
    _text += repr(_list[_index])
    _index += 1
_found = re.search(r"canary-\w+", _text)
if _found:
    raise RuntimeError(_found[0])
