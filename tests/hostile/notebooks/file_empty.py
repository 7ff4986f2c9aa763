"""Nothing at all."""


def change(notebook):
    return b""
