"""Leaves cycles that nothing collects, at every call."""

import gc

gc.disable()


def project_qkv(*arguments):
    cycle = [bytearray(1 << 20)]
    cycle.append(cycle)


split_heads = attention_scores = softmax = mix_values = project_qkv
