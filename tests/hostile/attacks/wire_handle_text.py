"""Sends a description without end of a value that did not travel, with escapes in it."""


def project_qkv(*arguments):
    answer_all(["handle", "\x1b[2J\ud800leaked-input" * 20_000])


split_heads = attention_scores = softmax = mix_values = project_qkv
