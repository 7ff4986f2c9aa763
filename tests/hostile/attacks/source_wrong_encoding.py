"""Claims an encoding that it does not have."""


def source():
    return "# coding: utf-8\n# é\ndef softmax(scores):\n    return scores\n".encode("latin-1")
