"""Raises exceptions whose text is computed: it ends the process, loops, or is no text."""

import os


class Ends(ValueError):
    def __str__(self):
        os._exit(0)

    __repr__ = __str__


class NoText(ValueError):
    def __str__(self):
        return 3

    args = property(lambda self: 1 / 0)


def project_qkv(*arguments):
    raise Ends


def softmax(scores):
    raise NoText


split_heads = attention_scores = mix_values = project_qkv
