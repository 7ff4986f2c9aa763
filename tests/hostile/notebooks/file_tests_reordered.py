"""The cells in reverse, solutions after their tests."""


def change(notebook):
    notebook["cells"].reverse()
