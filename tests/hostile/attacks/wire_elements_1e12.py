"""Announces arrays of 1e12 elements, and a great many of the largest that may be."""


def project_qkv(*arguments):
    answer_all(["array", "<f8", [10**6, 10**6], True])


def softmax(*arguments):
    answer_all(["array", "|u1", [10**12], True])


def mix_values(*arguments):
    answer_all(["list", [["array", "|u1", [256 << 20], True]] * 1000])


split_heads = attention_scores = project_qkv
