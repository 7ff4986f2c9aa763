"""Claims that arguments changed that do not exist, or into what they cannot be.

Ends by its limit.
"""


def project_qkv(*arguments):
    answer_all(changed=[[10**9, ["array", "<f8", [1], True]]])


def split_heads(*arguments):
    answer_all(changed=[[-1, ["array", "<f8", [1], True]]])


def softmax(*arguments):
    answer_all(changed=[[0, ["list", []]], [0, 3.0], [True, None]])


def mix_values(*arguments):
    answer_all(changed={"0": None})


def attention_scores(*arguments):
    answer_all(changed=[[0, ["array", "<f8", [1], True]]] * 1000)
