"""Imports everything there is, and reads every file that it can read."""

import importlib
import pkgutil

for _found in pkgutil.iter_modules():
    if not _found.name.startswith(("_", "antigravity", "this", "idlelib", "turtle")):
        try:
            importlib.import_module(_found.name)
        except BaseException:
            pass
