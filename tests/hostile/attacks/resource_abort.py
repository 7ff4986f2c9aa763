"""Aborts."""

import os


def softmax(scores):
    os.abort()


project_qkv = split_heads = attention_scores = mix_values = softmax
