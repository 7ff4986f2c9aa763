"""Returns arrays of the right shape and dtype that depend on nothing."""

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    return [np.zeros(X.shape) for _ in range(3)]


def split_heads(x, n_heads):
    batch, seq, d_model = x.shape
    return np.zeros((batch, n_heads, seq, d_model // n_heads))


def attention_scores(Q, K):
    return np.zeros((*Q.shape[:3], K.shape[2]))


def softmax(scores):
    return np.full(scores.shape, 1 / scores.shape[-1])


def mix_values(weights, V):
    return np.zeros((*weights.shape[:3], V.shape[3]))
