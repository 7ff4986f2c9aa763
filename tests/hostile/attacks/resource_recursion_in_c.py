"""Recurses in C code, so that the stack overflows."""

import json
import sys


def softmax(scores):
    sys.setrecursionlimit(10**9)
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return json.dumps(nested), repr(nested), nested == nested


project_qkv = split_heads = attention_scores = mix_values = softmax
