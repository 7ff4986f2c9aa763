"""Asks inspect and linecache for the source of its callers and of all modules."""

import inspect
import linecache
import re
import sys

_texts = []
for _frame in inspect.stack(context=0):
    try:
        _texts.append(inspect.getsource(_frame.frame))
    except (OSError, TypeError):
        pass
for _module in list(sys.modules.values()):
    if (
        "test_" in _module.__name__
        or "solution" in _module.__name__
        or "conftest" in _module.__name__
    ):
        try:
            _texts.append(inspect.getsource(_module))
        except (OSError, TypeError):
            pass
_texts += ["".join(entry[2]) for entry in list(linecache.cache.values()) if len(entry) > 2]
_found = re.search(r"canary-[0-9a-f]{16}", "".join(_texts))
if _found:
    raise RuntimeError(_found[0])
