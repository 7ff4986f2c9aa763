"""Prints and raises what makes cleaning a text slow: escapes that never end, returns, tabs, marks."""

import sys

_TEXTS = (
    "\x1b[" + "0;" * 400_000,
    "\x1b]" * 400_000,
    "\x1b " * 400_000,
    "\x1b[0 " * 200_000,
    "\r" * 400_000 + "x",
    "\t" * 400_000,
    "e\u0301\u200b" * 200_000,
    "\x9b0" * 400_000,
)


def _say():
    for text in _TEXTS:
        sys.stdout.write(text)
        yield ValueError(text)


_errors = _say()


def softmax(*arguments):
    raise next(_errors)


project_qkv = split_heads = attention_scores = mix_values = softmax
for _text in _TEXTS:
    print(_text)
