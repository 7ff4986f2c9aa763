"""Declares an encoding that Python knows and no text is in."""


def source():
    return b"# coding: rot13\ndef softmax(scores):\n    return scores\n"
