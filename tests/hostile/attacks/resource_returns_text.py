"""Returns texts and numbers without measure."""


def project_qkv(*arguments):
    return "x" * (200 << 20)


def softmax(scores):
    return 1 << (10**8)


def mix_values(weights, V):
    return list(range(5_000_000))


split_heads = attention_scores = project_qkv
