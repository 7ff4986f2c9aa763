"""Returns lists nested 100,000 deep, and a list that holds itself."""


def project_qkv(*arguments):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested


def softmax(scores):
    cycle = []
    cycle.append(cycle)
    return cycle


def mix_values(weights, V):
    double = 1
    for _ in range(60):
        double = (double, double)
    return double


split_heads = attention_scores = project_qkv
