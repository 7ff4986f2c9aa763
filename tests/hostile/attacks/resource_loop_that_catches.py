"""Loops without end, and catches whatever is raised to interrupt it.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""


def softmax(scores):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
