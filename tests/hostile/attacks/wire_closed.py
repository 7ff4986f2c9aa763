"""Closes the socket, and goes on."""


def project_qkv(*arguments):
    os.close(WIRE)


split_heads = attention_scores = softmax = mix_values = project_qkv
