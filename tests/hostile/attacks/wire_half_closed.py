"""Closes one direction of the socket, and then the other, through a socket object of its own."""

import socket


def project_qkv(*arguments):
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, WIRE)
    for how in (socket.SHUT_RD, socket.SHUT_WR):
        try:
            own.shutdown(how)
        except OSError:
            pass
    own.close()


split_heads = attention_scores = softmax = mix_values = project_qkv
