"""Announces a header of 4 GB."""


def project_qkv(*arguments):
    put(b"\xff\xff\xff\xff{")
    time.sleep(60)


split_heads = attention_scores = softmax = mix_values = project_qkv
