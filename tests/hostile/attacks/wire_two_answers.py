"""Answers every request twice, the second time in advance for the next."""


def project_qkv(*arguments):
    for _ in range(2):
        send({"nonce": nonce(), "output": "", "value": 1.0})


split_heads = attention_scores = softmax = mix_values = project_qkv
