"""Holds constants whose folding takes the compiler's memory and time.

Ends by its limit.
"""


def source():
    return b"x = 9**9**9\ny = 'x' * (1 << 40)\nz = ((1 << 62),) * (1 << 40)\n"
