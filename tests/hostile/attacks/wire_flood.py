"""Writes without end."""


def project_qkv(*arguments):
    put(struct.pack(">I", 1 << 20))
    while True:
        put(b"x" * (1 << 20))


def softmax(*arguments):
    while True:
        send({"nonce": nonce(), "output": "x" * 900_000, "value": None})


split_heads = attention_scores = mix_values = project_qkv
