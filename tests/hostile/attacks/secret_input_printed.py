"""Prints its hidden inputs on every stream that it can reach."""

import os
import sys
import warnings


def project_qkv(*arguments):
    text = f"leaked-input {arguments!r}\n"
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        print(text, file=stream)
    warnings.warn(text, stacklevel=1)
    for descriptor in (0, 1, 2, 5, 6):
        try:
            os.write(descriptor, text.encode())
        except OSError:
            pass


split_heads = attention_scores = softmax = mix_values = project_qkv
