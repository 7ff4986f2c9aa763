"""Spoils what the next submission uses: numpy's functions, error state, random numbers, warnings."""

import builtins
import random
import sys
import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(all="raise")
np.random.seed(0)
random.seed(0)
np.exp = np.sqrt = np.matmul = np.swapaxes = np.einsum = lambda *arguments, **options: 0
sys.modules["numpy"] = None
sys.setrecursionlimit(60)
builtins.ValueError = KeyError
