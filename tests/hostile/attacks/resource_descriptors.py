"""Opens files until there are no more descriptors."""

import os


def softmax(scores):
    kept = []
    while True:
        kept.append(open(os.devnull))


project_qkv = split_heads = attention_scores = mix_values = softmax
