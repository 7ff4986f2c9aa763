"""Reads from address 0."""

import ctypes


def softmax(scores):
    ctypes.string_at(0)


project_qkv = split_heads = attention_scores = mix_values = softmax
