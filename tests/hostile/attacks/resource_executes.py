"""Replaces itself by another program."""

import os
import sys


def project_qkv(*arguments):
    for program in ("/bin/true", "/usr/bin/true", sys.executable):
        try:
            os.execv(program, [program, "-c", "import time; time.sleep(20)  # hostile"])
        except OSError:
            pass
    descriptor = os.memfd_create("hostile")
    os.write(descriptor, b"#!/bin/sh\nsleep 20\n")
    os.execve(descriptor, ["hostile"], {})


split_heads = attention_scores = softmax = mix_values = project_qkv
