"""Waits for input, a signal, a lock and a queue that nobody will serve.

Honest part: project_qkv, split_heads, attention_scores, mix_values.
"""

import queue
import sys
import threading


def softmax(scores):
    try:
        input()
    except EOFError:
        pass
    sys.__stdin__ and sys.__stdin__.read()
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
    queue.Queue().get()
