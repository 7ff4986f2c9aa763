"""Sends floats that no processor makes: unnormal long doubles, signalling NaN, padding of garbage."""


def _answer(code, raw, shape):
    answer_all(["array", code, shape, True], raw)


def project_qkv(*arguments):
    _answer("<f16", b"\x01\x02\x03\x04\x05\x06\x07\x08\xff\x7f\xee\xee\xee\xee\xee\xee" * 12, [2, 6])


def split_heads(*arguments):
    _answer("<c32", b"\xff\xff\xff\xff\xff\xff\xff\x7f\xfe\x7f" + b"\xaa" * 22, [1])


def attention_scores(*arguments):
    _answer("<f8", b"\x01\x00\x00\x00\x00\x00\xf0\x7f" * 16, [1, 1, 4, 4])


def softmax(*arguments):
    _answer(">f2", b"\x7c\x01\xfc\x01" * 8, [4, 4])


def mix_values(*arguments):
    answer_all(["scalar", "<f16"], b"\x00" * 7 + b"\x01\x34\x12" + b"\xbb" * 6)
