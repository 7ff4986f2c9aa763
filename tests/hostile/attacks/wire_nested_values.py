"""Sends values nested deeply, and more of them than anybody can look at."""


def project_qkv(*arguments):
    value = []
    for _ in range(400):
        value = ["list", [value]]
    answer_all(value)


def softmax(*arguments):
    answer_all(["tuple", [None] * 200_000])


split_heads = attention_scores = mix_values = project_qkv
