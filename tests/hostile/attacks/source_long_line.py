"""Holds 30 MB in one line."""


def source():
    return b"softmax = lambda scores: scores  #" + b" =" * (15 << 20)
