"""Overwrites the memory of False with that of True."""

import ctypes

ctypes.memmove(id(False) + 16, id(True) + 16, ctypes.sizeof(ctypes.c_long) * 2)
