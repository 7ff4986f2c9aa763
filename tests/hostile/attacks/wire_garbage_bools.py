"""Sends bytes that are no truth values as an array of them."""


def project_qkv(*arguments):
    answer_all(["tuple", [["array", "|b1", [64], True]] * 3], bytes(range(64)) * 3)


split_heads = attention_scores = softmax = mix_values = project_qkv
