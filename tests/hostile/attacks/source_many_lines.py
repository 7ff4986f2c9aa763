"""Holds a million lines, each a function."""


def source():
    return b"".join(b"def f%d(): 0\n" % index for index in range(300_000))
