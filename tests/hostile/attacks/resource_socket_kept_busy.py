"""Closes the socket at the other end's back, and burns on without it.

Ends by its limit.
"""

import os


def softmax(scores):
    for descriptor in range(3, 64):
        try:
            os.close(descriptor)
        except OSError:
            pass
    while True:
        pass


project_qkv = split_heads = attention_scores = mix_values = softmax
