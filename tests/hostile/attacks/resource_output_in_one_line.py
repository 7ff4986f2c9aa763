"""Prints 50 MB in one line.

Ends by its limit.
"""

import os
import sys


def softmax(scores):
    print("x" * (50 << 20))
    sys.stderr.write("y" * (50 << 20))
    for descriptor in (1, 2):
        os.write(descriptor, bytes(50 << 20))


project_qkv = split_heads = attention_scores = mix_values = softmax
