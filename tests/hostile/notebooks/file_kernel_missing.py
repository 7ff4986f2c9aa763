"""A kernel that nobody has."""


def change(notebook):
    notebook["metadata"]["kernelspec"] = {"name": "rm", "display_name": "rm", "language": "sh"}
