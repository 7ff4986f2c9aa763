"""Sets a timer that rings a million times a second.

Ends by its limit.
"""

import signal


def softmax(scores):
    signal.signal(signal.SIGALRM, lambda *ring: None)
    signal.setitimer(signal.ITIMER_REAL, 1e-6, 1e-6)
    return scores


project_qkv = split_heads = attention_scores = mix_values = softmax
