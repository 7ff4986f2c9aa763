"""Sends headers as large as they may be, full of what must be looked at."""


def project_qkv(*arguments):
    answer_all(["list", [[]] * 300_000], more=[{}] * 10)


split_heads = attention_scores = softmax = mix_values = project_qkv
