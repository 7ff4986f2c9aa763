"""Sends arrays without an element whose other axes are huge, so that broadcasting them is costly."""


def project_qkv(*arguments):
    answer_all(["array", "<f8", [0, 1 << 31], True])


def softmax(*arguments):
    answer_all(["array", "<f8", [1 << 31, 0, 1 << 31], True])


split_heads = attention_scores = mix_values = project_qkv
