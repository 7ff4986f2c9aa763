"""Starts threads until there are no more, and lets them wait."""

import threading
import time


def softmax(scores):
    for _ in range(400):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()


project_qkv = split_heads = attention_scores = mix_values = softmax
