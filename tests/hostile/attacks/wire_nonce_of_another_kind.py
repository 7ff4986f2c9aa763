"""Sends a nonce that is missing, no text, or equal to many."""


def project_qkv(*arguments):
    send({"output": "", "value": 1.0})


def softmax(*arguments):
    send({"nonce": [nonce()], "output": "", "value": 1.0})


def mix_values(*arguments):
    send({"nonce": {nonce(): True}, "output": "", "value": 1.0})


split_heads = attention_scores = project_qkv
