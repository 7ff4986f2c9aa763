"""Holds 100,000 nested brackets."""


def source():
    return b"x = " + b"(" * 100_000 + b")" * 100_000 + b"\n"
