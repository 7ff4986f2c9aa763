"""Looks for a repository above what it knows, and unpacks its objects."""

import os
import re
import sys
import zlib

for _start in {os.getcwd(), os.path.abspath(__file__), *sys.path}:
    _folder = os.path.abspath(_start or "/")
    while _folder != os.path.dirname(_folder):
        for _path, _, _files in os.walk(os.path.join(_folder, ".git", "objects")):
            for _file in _files[:100]:
                try:
                    with open(os.path.join(_path, _file), "rb") as _open:
                        _found = re.search(rb"canary-\w+", zlib.decompress(_open.read()))
                except (OSError, zlib.error):
                    continue
                if _found:
                    raise RuntimeError(_found[0].decode())
        _folder = os.path.dirname(_folder)
