"""Sends headers that say everything twice, each time something else, and thousands of things more."""


def _answer(more):
    first = b'{"nonce":"0","output":3,"value":["handle",7],"raised":[],'
    rest = b'"nonce":"%s","output":"","value":1.0' % nonce().encode()
    send(first + more + rest + b"}")
    os._exit(0)


def project_qkv(*arguments):
    _answer(b"")


def split_heads(*arguments):
    _answer(b"".join(b'"k%d":{"":{"":[]}},' % number for number in range(40_000)))


def softmax(*arguments):
    _answer(b'"__class__":"Message","__proto__":{},"memory":false,"reshaped":[0,"",""],')


attention_scores = mix_values = project_qkv
