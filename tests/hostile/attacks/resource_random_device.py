"""Reads from the kernel's random numbers without end, and from what else never ends.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""

import os


def softmax(scores):
    for path in ("/dev/zero", "/dev/urandom", "/dev/random"):
        try:
            with open(path, "rb") as file:
                while file.read(1 << 20):
                    pass
        except OSError:
            continue
    while True:
        os.urandom(1 << 20)
