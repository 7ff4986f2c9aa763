"""Runs machine code of its own: an illegal instruction, and an endless loop."""

import ctypes
import mmap


def softmax(scores):
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(b"\x0f\x0b" + b"\xeb\xfe")
    ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()


project_qkv = split_heads = attention_scores = mix_values = softmax
