"""Returns 250 MB at every call of two functions."""

import numpy as np


def project_qkv(*arguments):
    return np.zeros(250 << 20, np.uint8)


softmax = project_qkv
