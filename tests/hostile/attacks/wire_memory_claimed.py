"""Claims at every request that the memory is full."""


def project_qkv(*arguments):
    answer_all(memory=True)


split_heads = attention_scores = softmax = mix_values = project_qkv
