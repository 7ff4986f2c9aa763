"""Sends texts that nobody can encode, in every place where a text may be."""


def project_qkv(*arguments):
    answer_all("\ud800\udfff", output="\ud800")


def softmax(*arguments):
    bad = "\udc80"
    told = {"class": bad, "text": bad, "line": None, "place": bad, "bases": [bad]}
    answer_all(raised=told)


split_heads = attention_scores = mix_values = project_qkv
