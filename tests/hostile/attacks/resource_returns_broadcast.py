"""Returns arrays that take no memory here and terabytes elsewhere."""

import numpy as np


def project_qkv(*arguments):
    return np.broadcast_to(np.zeros(1), (10**6, 10**6))


def softmax(scores):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 31, 1 << 10), (0, 0))


split_heads = attention_scores = mix_values = project_qkv
