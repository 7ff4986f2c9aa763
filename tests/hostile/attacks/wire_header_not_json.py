"""Sends headers that are no JSON, no UTF-8, no object, or a pickle that runs a command."""

import pickle


class Run:
    def __reduce__(self):
        return os.system, ("touch /tmp/hostile-pickle",)


_TEXTS = [b"not json", b"\xff\xfe{}", b"[]", b"null", b"3", b"", pickle.dumps(Run()), b"{" * 1000]


def project_qkv(*arguments):
    send(_TEXTS[0])
    time.sleep(60)


def split_heads(*arguments):
    send(_TEXTS[6])
    time.sleep(60)


def softmax(*arguments):
    send(_TEXTS[2])
    time.sleep(60)


def mix_values(*arguments):
    send(_TEXTS[1])
    time.sleep(60)


def attention_scores(*arguments):
    send(_TEXTS[5])
    time.sleep(60)
