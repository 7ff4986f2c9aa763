"""JSON so deep that a reader falls over."""


def change(notebook):
    return b"[" * 1_000_000
