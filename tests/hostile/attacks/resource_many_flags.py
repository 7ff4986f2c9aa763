"""Warns and fails at every turn while it is loaded, with long names."""

import sys
import warnings

warnings.simplefilter("always")
for _index in range(5000):
    warnings.warn("x" * 1000 + str(_index), stacklevel=1)
    print("y" * 1000, file=sys.stderr)
globals().update({"z" * 5000 + str(index): max for index in range(200)})
raise type("W" * 100_000, (Exception,), {})("v" * 100_000)
