"""Claims encodings that decode into something else than what is seen: utf-7, rot13, escapes."""


def source():
    hidden = "+AAo-import os+ADs-os._exit(0)+AAo-"
    return f"# coding: utf-7\n# {hidden}\ndef softmax(scores):\n    return scores\n".encode()
