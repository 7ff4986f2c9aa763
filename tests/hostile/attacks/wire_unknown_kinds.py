"""Sends values of kinds that do not exist, or that lack a part."""


def project_qkv(*arguments):
    answer_all(["pickle", "gASVAAAA"])


def split_heads(*arguments):
    answer_all({"__reduce__": ["os.system", "true"]})


def softmax(*arguments):
    answer_all(["array"])


def mix_values(*arguments):
    answer_all(["list", "text"])


def attention_scores(*arguments):
    answer_all([["list"]])
