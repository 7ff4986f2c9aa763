"""Returns generators and iterators that never end."""

import itertools


class Endless(list):
    def __iter__(self):
        return itertools.count()

    def __len__(self):
        return 1 << 62


class EndlessTuple(tuple):
    __iter__ = Endless.__iter__


def project_qkv(*arguments):
    return (number for number in itertools.count())


def softmax(scores):
    return Endless()


def mix_values(weights, V):
    return EndlessTuple()


split_heads = attention_scores = project_qkv
