"""Asks for more memory at once than there is.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""

import numpy as np


def softmax(scores):
    return np.ones((1 << 40,))
