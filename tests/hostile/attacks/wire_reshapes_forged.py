"""Claims that an argument was reshaped, with an index that is infinite, huge, or no number."""


def _answer(index):
    words = nonce().encode(), index
    send(b'{"nonce":"%s","output":"","reshaped":[%s,"a","b"],"value":null}' % words)
    time.sleep(60)


def project_qkv(*arguments):
    _answer(b"Infinity")


def split_heads(*arguments):
    _answer(b"9" * 4300)


def softmax(*arguments):
    _answer(b"NaN")


def mix_values(*arguments):
    _answer(b'"x"')


def attention_scores(*arguments):
    _answer(b"1e400")
