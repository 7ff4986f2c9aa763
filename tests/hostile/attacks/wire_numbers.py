"""Sends numbers that JSON may hold and Python cannot easily: 900,000 digits, infinities, 1e999.

Ends by its limit.
"""


def _answer(value):
    send(b'{"nonce":"%s","output":"","value":%s}' % (nonce().encode(), value))
    time.sleep(60)


def project_qkv(*arguments):
    _answer(b"1" * 900_000)


def split_heads(*arguments):
    _answer(b'["array","<f8",[1e999]]')


def softmax(*arguments):
    _answer(b'["array","<f8",[Infinity,NaN],true]')


def mix_values(*arguments):
    _answer(b"1" * 4200)


def attention_scores(*arguments):
    _answer(b'["complex",Infinity,1e999]')
