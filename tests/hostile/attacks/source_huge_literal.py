"""Holds a literal of 10 MB."""


def source():
    return b"x = '" + b"x" * (10 << 20) + b"'\ny = [" + b"0," * 1_000_000 + b"]\n"
