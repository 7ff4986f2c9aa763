"""Sleeps a little at every call, so that only all calls together are too long.

Ends by its limit.
"""

import time


def project_qkv(*arguments):
    time.sleep(0.1)


split_heads = attention_scores = softmax = mix_values = project_qkv
