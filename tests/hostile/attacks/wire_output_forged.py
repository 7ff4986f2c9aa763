"""Sends as output what no honest worker would: a megabyte of escapes, a number, nothing."""


def project_qkv(*arguments):
    answer_all(1.0, output="\x1b[2J" * 150_000)


def softmax(*arguments):
    answer_all(1.0, output=["leaked-input"])


split_heads = attention_scores = mix_values = project_qkv
