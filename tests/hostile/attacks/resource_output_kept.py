"""Replaces sys.stdout by an object whose size and text never end."""

import io
import sys


class Endless(io.TextIOBase):
    def take(self):
        return "x" * (1 << 28)

    def getvalue(self):
        return "x" * (1 << 28)


sys.stdout = sys.stderr = Endless()
for _module in list(sys.modules.values()):
    if hasattr(_module, "Printed"):
        _module.Printed.take = Endless.take
