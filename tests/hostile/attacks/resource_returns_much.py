"""Returns 250 MB at every call."""

import numpy as np


def project_qkv(*arguments):
    return np.zeros(250 << 20, np.uint8)


split_heads = attention_scores = softmax = mix_values = project_qkv
