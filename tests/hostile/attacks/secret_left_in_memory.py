"""Leaves a word in the process for its next run to find."""

import builtins
import sys

if getattr(builtins, "hostile_word", "") or "hostile_word" in sys.modules:
    raise RuntimeError("leak: left by an earlier run")
builtins.hostile_word = sys.modules["hostile_word"] = "hidden input"
