"""Compiles what takes the compiler's stack or time: brackets, chains, powers, formats.

Ends by its limit.
"""

import contextlib


def softmax(scores):
    for text in (
        "(" * 100_000,
        "-" * 1_000_000 + "1",
        "x" + ".x" * 200_000,
        "+".join("1" * 200_000),
        "f'{" * 10_000,
        "lambda:" * 100_000 + "1",
        "if 1:\n" + " if 1:\n" * 50_000,
    ):
        with contextlib.suppress(SyntaxError, MemoryError, RecursionError, ValueError):
            compile(text, "hostile", "exec")


project_qkv = split_heads = attention_scores = mix_values = softmax
