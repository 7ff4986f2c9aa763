"""Searches all objects that the garbage collector knows."""

import gc
import re

for _thing in gc.get_objects():
    if isinstance(_thing, (dict, list, tuple)):
        for _value in list(_thing.values() if isinstance(_thing, dict) else _thing):
            if isinstance(_value, (str, bytes)):
                _text = _value if isinstance(_value, str) else _value.decode("latin-1")
                _found = re.search(r"canary-[0-9a-f]{16}", _text)
                if _found:
                    raise RuntimeError(_found[0])
