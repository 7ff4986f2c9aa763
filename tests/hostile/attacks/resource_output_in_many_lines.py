"""Prints a great many short lines, as fast as it can, for as long as it may.

Ends by its limit.
"""

import sys


def softmax(scores):
    while True:
        sys.stdout.write("spam\n")


project_qkv = split_heads = attention_scores = mix_values = softmax
