"""Announces sizes that are negative, fractions, truths, texts, or far too many."""


def project_qkv(*arguments):
    answer_all(["array", "<f8", [-1], True])


def split_heads(*arguments):
    answer_all(["array", "<f8", [-2, -4], True], bytes(64))


def softmax(*arguments):
    answer_all(["array", "<f8", [2.0, True, "3"], True], bytes(64))


def mix_values(*arguments):
    answer_all(["array", "<f8", [1] * 64, True], bytes(8))


def attention_scores(*arguments):
    answer_all(["array", "<f8", [0, 1 << 31, 1 << 31, 1 << 31], True])
