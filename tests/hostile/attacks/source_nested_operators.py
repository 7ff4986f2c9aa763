"""Holds a million unary operators and chained calls, which overflow a compiler's stack."""


def source():
    return b"x = " + b"-" * 1_000_000 + b"1\ny = z" + b"()" * 100_000 + b"\n"
