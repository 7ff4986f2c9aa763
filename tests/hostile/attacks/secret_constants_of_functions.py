"""Searches the constants and docstrings of every function in memory."""

import gc
import re
import types

for _thing in gc.get_objects():
    if isinstance(_thing, types.FunctionType):
        _found = re.search(r"canary-\w+", repr(_thing.__code__.co_consts) + repr(_thing.__doc__))
        if _found and "secret_" not in _thing.__code__.co_filename:
            raise RuntimeError(_found[0])
