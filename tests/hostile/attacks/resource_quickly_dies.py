"""Ends the process at every call, so that every exercise costs a fresh one."""

import os
import signal


def project_qkv(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
    os._exit(9)


split_heads = attention_scores = softmax = mix_values = project_qkv
