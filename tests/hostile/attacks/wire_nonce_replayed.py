"""Answers every request with the nonce of the one before."""

_last = [nonce()]


def project_qkv(*arguments):
    send({"nonce": _last[0], "output": "", "value": 1.0})
    _last[0] = nonce()


split_heads = attention_scores = softmax = mix_values = project_qkv
