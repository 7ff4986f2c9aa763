"""Puts its hidden inputs into what it returns: texts, names of classes, dtypes."""

import numpy as np


def project_qkv(*arguments):
    return f"leaked-input {arguments!r}"


def softmax(scores):
    return type(f"leaked-input {scores.ravel()[:2]}", (), {})()


def mix_values(weights, V):
    return np.zeros(3, dtype=[(f"leaked-input {V.ravel()[0]}", "f8")])


split_heads = attention_scores = project_qkv
