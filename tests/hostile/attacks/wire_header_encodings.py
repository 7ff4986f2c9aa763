"""Sends headers in UTF-16 and UTF-32, with and without a mark, which a JSON parser may guess."""


def _answer(encoding):
    text = json.dumps({"nonce": nonce(), "output": "", "value": 1.0}).encode(encoding)
    put(struct.pack(">I", len(text)) + text)
    os._exit(0)


def project_qkv(*arguments):
    _answer("utf-16")


def split_heads(*arguments):
    _answer("utf-32-be")


def attention_scores(*arguments):
    _answer("utf-8-sig")


def softmax(*arguments):
    _answer("utf-16-le")


def mix_values(*arguments):
    _answer("utf-32")
