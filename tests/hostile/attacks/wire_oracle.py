"""Claims places and classes that tell a hidden input: lines that do not exist, and words around them."""


def _claim(name, place):
    told = {"class": name, "text": "", "line": 8675309, "place": place, "bases": ["ValueError"]}
    answer_all(raised=told)


def project_qkv(*arguments):
    _claim("ValueError", "line 8675309")


def split_heads(*arguments):
    _claim("ValueError", "code cell 8675309, line 1")


def attention_scores(*arguments):
    _claim("ValueError", "line 1\nline 8675309")


def softmax(*arguments):
    _claim("E8675309", "line \u0668\u0666\u0667\u0665\u0663\u0660\u0669 leaked-input")


def mix_values(*arguments):
    _claim("ValueError", "qkv.py, line 1 leaked-input")
