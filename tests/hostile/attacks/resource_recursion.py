"""Recurses without end, where Python's own limit is taken away.

Ends by its limit.
"""

import sys
import threading


def softmax(scores):
    sys.setrecursionlimit(10**9)
    return [softmax(scores)]


threading.stack_size(256 << 20)
project_qkv = split_heads = attention_scores = mix_values = softmax
