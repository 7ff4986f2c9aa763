"""Raises exceptions with a traceback, a cause and a context that have no end."""

import ctypes


def _deep(left):
    if left:
        _deep(left - 1)
    raise ValueError("deep")


def project_qkv(*arguments):
    import sys

    sys.setrecursionlimit(50_000)
    _deep(20_000)


def split_heads(*arguments):
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    first.__context__, second.__context__ = second, first
    raise first


def softmax(scores):
    try:
        raise ValueError("circle")
    except ValueError as error:
        trace = error.__traceback__
        # tb_next is the first field behind the header; Python itself refuses a circle.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(trace))
        ctypes.cast(id(trace), ctypes.POINTER(ctypes.c_void_p))[2] = id(trace)
        raise


def mix_values(*arguments):
    error = ValueError("chain")
    for _ in range(200_000):
        wider = ValueError("chain")
        wider.__context__ = error
        error = wider
    raise error


attention_scores = split_heads
