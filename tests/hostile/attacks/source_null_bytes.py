"""Holds null bytes."""


def source():
    return b"def softmax(scores):\n    return scores\0\n" * 3
